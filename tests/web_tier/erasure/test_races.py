"""Somebody is deleted while workers and other web processes are at work: what comes late is not kept."""

import threading
from functools import partial

import pytest
from sqlalchemy import select

from pipeline.keys import crop_key, image_key
from pipeline.messages import REQUEST_CODEC, RecognitionRequest
from tests.web_tier.erasure.scenes import (
    Somebody,
    delete,
    enrolled,
    found_orphans,
    recognise,
    run_chore,
    send,
)
from tests.web_tier.erasure.traces import of_embedding, traces
from tests.web_tier.remembering.scenes import answer, new_picture, sightings
from tests.web_tier.world import World
from web_tier.consequences import Crop
from web_tier.erasure.leftovers import OWN_SECONDS
from web_tier.models import Person

RECOGNITIONS = "/api/v1/recognitions"


@pytest.fixture
def ada(any_world: World) -> Somebody:
    """Ada, with one face."""
    return enrolled(any_world, "Ada", 10)


def looks_of(person: Somebody) -> dict[str, bytes]:
    """Return what pictures of somebody leave."""
    return {**of_embedding(person.embedding), "crop": person.crop, "id": person.id.encode()}


def left_of(world: World, person: Somebody) -> list[str]:
    """Return what is left of somebody, but for the note that they left the gallery."""
    return [each for each in traces(world, looks_of(person)) if each != "gallery_removals: id"]


def requests_of(world: World) -> list[RecognitionRequest]:
    """Take what waits in the queue, as a worker does who then takes its time."""
    return [REQUEST_CODEC.decode(each.body) for each in world.requests.receive(10, 0)]


def test_a_result_that_comes_after_the_deletion_is_answered_without_her_and_not_kept(
    any_world: World, ada: Somebody
) -> None:
    job_id = send(any_world, RECOGNITIONS, ada.face())
    delete(any_world, f"people/{ada.id}")

    any_world.worker.step()
    first, later = any_world.job(job_id), any_world.job(job_id)

    assert first["faces"][0]["match"]["verdict"] == "unknown"  # type: ignore[index]
    assert later["error"]["code"] == "erased"  # type: ignore[index]
    assert image_key(job_id) not in list(any_world.images.keys())
    assert left_of(any_world, ada) == []
    assert sightings(any_world) == []
    assert found_orphans(any_world) == []


def test_the_others_of_such_a_picture_are_seen(any_world: World, ada: Somebody) -> None:
    bob = enrolled(any_world, "Bob", 100)
    job_id = send(any_world, RECOGNITIONS, ada.face(), bob.face())
    delete(any_world, f"people/{ada.id}")

    any_world.worker.step()
    faces = any_world.job(job_id)["faces"]

    assert [each["match"]["name"] for each in faces] == [None, "Bob"]  # type: ignore[attr-defined]
    assert [each.person_id for each in sightings(any_world)] == [bob.id]
    assert left_of(any_world, ada) == []
    assert found_orphans(any_world) == []


def test_a_stranger_who_was_deleted_meanwhile_is_not_met_anew(any_world: World) -> None:
    nobody = Somebody(id="f" * 32, degrees=10, crop=b"a crop of nobody")
    recognise(any_world, nobody.unknown_face())
    with any_world.sessions() as session:
        stranger = session.scalars(select(Person)).one()
    any_world.web.services.gallery.step()
    job_id = send(any_world, RECOGNITIONS, nobody.unknown_face(strangers=(stranger.id,)))
    delete(any_world, f"unknowns/{stranger.id}")

    any_world.worker.step()
    any_world.job(job_id)

    assert left_of(any_world, nobody) == []
    with any_world.sessions() as session:
        assert session.scalars(select(Person)).all() == []
    assert found_orphans(any_world) == []


def test_a_picture_under_way_for_her_is_ended_and_the_worker_writes_no_result(
    any_world: World, ada: Somebody
) -> None:
    job_id = send(any_world, f"/api/v1/people/{ada.id}/faces", ada.unknown_face())
    held = requests_of(any_world)

    removed = delete(any_world, f"people/{ada.id}")["removed"]
    for request in held:
        any_world.worker.answer(request)
    job = any_world.job(job_id)

    assert (removed["jobs"], removed["images"]) == (1, 2)
    assert (job["status"], job["error"]["code"]) == ("failed", "not_found")  # type: ignore[index]
    assert left_of(any_world, ada) == []
    assert found_orphans(any_world) == []


def test_a_picture_that_is_stored_after_its_job_was_ended_goes_a_little_later(
    any_world: World, ada: Somebody
) -> None:
    job_id = send(any_world, f"/api/v1/people/{ada.id}/faces", ada.unknown_face())
    picture = any_world.images.get(image_key(job_id))
    delete(any_world, f"people/{ada.id}")

    any_world.images.put(image_key(job_id), picture)  # by the process that was about to
    any_world.clock.now += OWN_SECONDS
    run_chore(any_world, "leftovers")

    assert image_key(job_id) not in list(any_world.images.keys())


def test_a_result_that_nobody_has_read_yet_goes_with_her(any_world: World, ada: Somebody) -> None:
    job_id = send(any_world, f"/api/v1/people/{ada.id}/faces", ada.unknown_face())
    any_world.worker.step()

    delete(any_world, f"people/{ada.id}")

    assert any_world.job(job_id)["status"] == "failed"
    assert left_of(any_world, ada) == []
    assert found_orphans(any_world) == []


def test_a_request_that_is_delivered_once_more_brings_nothing_back(any_world: World, ada: Somebody) -> None:
    recognise(any_world, ada.face())
    again = any_world.worker.requests[-1]

    delete(any_world, f"people/{ada.id}")
    any_world.worker.answer(again)

    assert left_of(any_world, ada) == []


def test_a_crop_that_is_stored_after_its_face_was_deleted_is_taken_back(
    any_world: World, ada: Somebody
) -> None:
    with any_world.sessions() as session:
        key = session.get_one(Person, ada.id).faces[0].crop_key or ""
    delete(any_world, f"people/{ada.id}")

    any_world.web.services.crops.put([Crop(key=key, jpeg=ada.crop)], job_id="0" * 32)

    assert key.startswith(crop_key("default", "").removesuffix(".jpg"))
    assert left_of(any_world, ada) == []


def test_a_result_that_names_the_merged_is_kept(any_world: World, ada: Somebody) -> None:
    twin = enrolled(any_world, "Twin", 14)
    job_id = send(any_world, RECOGNITIONS, twin.face())
    any_world.client.post(f"/api/v1/people/{ada.id}/merge", json={"from": [twin.id]})

    any_world.worker.step()
    any_world.job(job_id)

    assert not any_world.row(job_id).images_removed
    assert len(sightings(any_world)) == 1
    assert found_orphans(any_world) == []


def test_nothing_is_left_although_workers_and_clients_go_on_all_the_while(any_world: World) -> None:
    people = [enrolled(any_world, f"Person {number}", 40 * number) for number in range(4)]
    lasting, going = people[:2], people[2:]
    any_world.run(any_world.web.inbox.step, any_world.worker.step)
    answers = [threading.Thread(target=partial(pictures_of, any_world, people)) for _ in range(3)]

    for thread in answers:
        thread.start()
    for person in going:
        delete(any_world, f"people/{person.id}")
    for thread in answers:
        thread.join()

    with any_world.sessions() as session:
        assert set(session.scalars(select(Person.id))) == {person.id for person in lasting}
    assert [left_of(any_world, person) for person in going] == [[], []]
    assert found_orphans(any_world) == []


def pictures_of(world: World, people: list[Somebody]) -> None:
    """Have pictures recognised by a worker who knows whom the gallery had when they were sent."""
    for turn in range(12):
        person, picture = people[turn % len(people)], new_picture()
        version = world.web.services.gallery.publish("default")
        with world.sessions() as session:
            is_there = session.get(Person, person.id) is not None
        seen = person.face() if is_there else people[0].face()
        world.worker.knows(picture, answer(seen, gallery_version=version))
        assert world.post(picture).status_code == 200
