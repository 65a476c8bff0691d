"""The orphan check finds whatever belongs to nothing, and nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import delete as delete_rows
from sqlalchemy import update

from pipeline.gallery import Segment, encode_segment
from pipeline.keys import crop_key, image_key, malformed_key, manifest_key, result_key, segment_key
from pipeline.results import RESULT_CODEC, JobResult
from scripts.orphans.checking import check
from scripts.orphans.findings import Orphan, Place
from tests.web_tier.erasure.scenes import (
    Somebody,
    delete,
    enrol,
    enrolled,
    found_orphans,
    recognise,
    run_chore,
    send,
)
from tests.web_tier.remembering.scenes import shown
from tests.web_tier.world import World
from web_tier.models import Delivery, Job, Person, Webhook

NOBODY = "f" * 32


@pytest.fixture
def ada(any_world: World) -> Somebody:
    """Ada, enrolled and seen."""
    ada = enrolled(any_world, "Ada", 10)
    recognise(any_world, ada.face())
    return ada


def only_orphan(world: World) -> Orphan:
    """Return the one thing that is found."""
    (orphan,) = found_orphans(world)
    return orphan


def rewrite(world: World, job_id: str, **members: object) -> None:
    """Change a result document behind the service's back."""
    document = RESULT_CODEC.decode(world.output.get(result_key(job_id)))
    changed: JobResult = replace(document, **members)  # type: ignore[arg-type]
    world.output.put(result_key(job_id), RESULT_CODEC.encode(changed))


def change_job(world: World, job_id: str, **values: object) -> None:
    """Change a job's row behind the service's back."""
    with world.sessions.begin() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))


def test_a_long_life_with_many_deletions_leaves_no_orphans(any_world: World, ada: Somebody) -> None:
    people = [enrolled(any_world, f"Person {number}", 40 * number + 50) for number in range(3)]
    strangers = [shown(degrees) for degrees in (200, 240, 280)]
    for person in people:
        enrol(any_world, person, strangers[0], ada.face())
        recognise(any_world, person.face(near=(ada.id,)), strangers[1], source="door")
    recognise(any_world, *strangers)
    unknowns = any_world.client.get("/api/v1/unknowns").get_json()["items"]
    any_world.client.post(f"/api/v1/unknowns/{unknowns[0]['id']}/name", json={"name": "Eve"})
    any_world.client.post(
        f"/api/v1/people/{people[0].id}/merge", json={"from": [people[1].id, unknowns[1]["id"]]}
    )

    delete(any_world, f"people/{ada.id}")
    delete(any_world, f"people/{people[0].id}")
    delete(any_world, f"unknowns/{unknowns[2]['id']}")
    run_chore(any_world, "leftovers")
    run_chore(any_world, "galleries")

    assert found_orphans(any_world) == []
    assert any_world.client.get("/api/v1/people").get_json()["items"] != []


@pytest.mark.parametrize(
    ("place", "key", "reason"),
    [
        (Place.INPUT, image_key(NOBODY), "no job has this picture"),
        (Place.INPUT, "portrait.png", "no job has this picture"),
        (Place.OUTPUT, "portrait", "no plain upload has this name"),
        (Place.STATE, crop_key("default", NOBODY), "no face and no sighting has this picture"),
        (Place.STATE, manifest_key("gone"), "no collection lists it"),
        (Place.STATE, segment_key("default", 7, 8), "no collection lists it"),
        (Place.STATE, "surprise", "nobody knows what it is"),
    ],
)
def test_an_object_of_nothing_is_found(
    any_world: World, ada: Somebody, place: Place, key: str, reason: str
) -> None:
    buckets = {Place.INPUT: any_world.images, Place.OUTPUT: any_world.output, Place.STATE: any_world.state}

    buckets[place].put(key, b"")

    assert only_orphan(any_world) == Orphan(place=place, key=key, reason=reason)


def test_what_workers_and_strange_messages_left_is_no_orphan(any_world: World, ada: Somebody) -> None:
    any_world.state.put("workers/one.json", b"{}")
    any_world.state.put(malformed_key("one"), b"?")

    assert found_orphans(any_world) == []


def test_a_result_of_no_job_is_found(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world)
    any_world.output.put(result_key(NOBODY), any_world.output.get(result_key(job_id)))
    any_world.output.put(result_key("e" * 32), b"nonsense")

    assert {each.reason for each in found_orphans(any_world)} == {"no such job", "it cannot be read"}


def test_a_result_that_names_somebody_gone_is_found(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world)
    rewrite(any_world, job_id, faces=(Somebody(id=NOBODY, degrees=0, crop=b"").face(),))

    assert only_orphan(any_world).reason == f"names {NOBODY}, who is gone"


def test_pictures_and_looks_that_should_have_been_removed_are_found(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world, ada.face())
    change_job(any_world, job_id, images_removed=True)

    assert {each.reason for each in found_orphans(any_world)} == {
        "no job has this picture",
        "shows faces of pictures that were removed",
    }


def test_a_result_that_should_have_been_erased_is_found(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world, ada.face())
    change_job(any_world, job_id, erased=True)

    assert only_orphan(any_world).reason == "its job was erased"


def test_embeddings_that_nobody_asked_for_are_found(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world, ada.face())
    change_job(any_world, job_id, keeps=False)

    assert only_orphan(any_world).reason == "has embeddings that nobody asked for"


def test_a_job_that_has_not_ended_owes_nothing(any_world: World, ada: Somebody) -> None:
    send(any_world, "/api/v1/recognitions", Somebody(id=NOBODY, degrees=0, crop=b"").face())
    any_world.worker.step()

    assert found_orphans(any_world) == []


def test_a_segment_that_has_somebody_gone_is_found(any_world: World, ada: Somebody) -> None:
    any_world.web.services.gallery.publish("default")
    with any_world.sessions.begin() as session:
        session.execute(delete_rows(Person).where(Person.id == ada.id))

    assert f"has {ada.id}, who is gone" in {each.reason for each in found_orphans(any_world)}


def test_a_segment_that_cannot_be_read_is_found(any_world: World, ada: Somebody) -> None:
    any_world.web.services.gallery.publish("default")
    (key,) = any_world.state.keys("galleries/default/segments/")
    any_world.state.put(key, encode_segment(Segment(first=1, last=1))[:-1] + b"?")

    assert only_orphan(any_world) == Orphan(place=Place.STATE, key=key, reason="it cannot be read")


def test_rows_that_lead_nowhere_are_found(any_world: World, ada: Somebody) -> None:
    waiting = send(any_world, "/api/v1/recognitions", ada.face())
    change_job(any_world, waiting, person_id=NOBODY)
    with any_world.sessions.begin() as session:
        webhook = {"id": "w", "collection": "default", "url": "https://example.org/", "events": []}
        session.add(Webhook(**webhook, secret="", created_at=0))
        session.flush()
        session.add(
            Delivery(
                id="d",
                webhook_id="w",
                event="unknown",
                payload={"unknown_id": NOBODY},
                status="waiting",
                due_at=0,
                created_at=0,
            )
        )

    assert {each.key for each in found_orphans(any_world)} == {f"jobs {waiting}", "deliveries d"}


def test_a_face_whose_job_is_gone_is_found(any_world: World, ada: Somebody) -> None:
    job_id = enrol(any_world, ada)
    with any_world.sessions.begin() as session:
        session.execute(delete_rows(Job).where(Job.id == job_id))

    assert {each.reason for each in found_orphans(any_world) if each.place is Place.TABLES} == {
        "its job is gone"
    }


def test_whoever_is_gone_from_the_tables_is_found_in_the_stores_beside_them(
    any_world: World, ada: Somebody
) -> None:
    exports = {Place.INFLUXDB: lambda: {ada.id, NOBODY}}

    findings = check(any_world.outside, exports, lambda _: None)

    assert findings.orphans == (Orphan(place=Place.INFLUXDB, key=NOBODY, reason="is gone"),)


def test_a_lost_picture_is_noted_and_no_orphan(any_world: World, ada: Somebody) -> None:
    for key in list(any_world.state.keys("crops/")):
        any_world.state.delete(key)

    findings = check(any_world.outside, {}, lambda _: None)

    assert findings.orphans == ()
    assert "2 faces or sightings have lost their picture" in findings.notes
