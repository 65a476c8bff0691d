"""A person is deleted: nothing of them is left in any store, and nothing of anybody else is missing."""

from dataclasses import replace

import pytest
from sqlalchemy import delete as delete_rows
from sqlalchemy import select

from pipeline.keys import image_key, result_key
from scripts.orphans.findings import Place
from tests.web_tier.erasure.scenes import (
    Somebody,
    delete,
    enrol,
    enrolled,
    found_orphans,
    recognise,
    run_chore,
)
from tests.web_tier.erasure.traces import of_embedding, of_id, of_text, traces
from tests.web_tier.remembering.scenes import answer, new_picture, sightings
from tests.web_tier.world import World
from web_tier.models import Delivery, Face, Mention, Person, PersonKind, Sighting, Webhook

NAME, EXTERNAL_ID, DETAIL = "Ada of the needle", "needle-1815", "difference engines"


@pytest.fixture
def ada(any_world: World) -> Somebody:
    """Ada, of whom there is all that there can be."""
    assert any_world.client.post("/api/v1/collections", json={"name": "default"}).status_code == 201
    with any_world.sessions.begin() as session:
        session.add(Webhook(**WEBHOOK, created_at=0.0))
    ada = enrolled(any_world, NAME, 10, external_id=EXTERNAL_ID, details={"likes": DETAIL})
    recognise(any_world, ada.face(), source="door")
    upload_plain(any_world, ada, "needle portrait.png")
    return ada


WEBHOOK = {
    "id": "w",
    "collection": "default",
    "url": "https://example.org/",
    "events": ["sighting", "unknown", "job_done"],
    "secret": "s",
}


def upload_plain(world: World, person: Somebody, name: str) -> str:
    """Have a picture of somebody named; return the job."""
    picture = new_picture()
    seen = replace(person.face(), embedding=None, crop=None)
    world.worker.knows(picture, answer(seen, gallery_version=1))
    job_id = world.submit_plain(picture, name)
    world.worker.step()
    assert world.job(job_id)["status"] == "done"
    return job_id


def everything_of(person: Somebody) -> dict[str, bytes]:
    """Return what to look for."""
    return {
        **of_id(person.id),
        **of_text(NAME),
        **of_text(EXTERNAL_ID),
        **of_text(DETAIL),
        **of_text("needle portrait"),
        **of_embedding(person.embedding),
        "crop": person.crop,
    }


def says_no_more_than_that_she_left(found: list[str], person: Somebody) -> bool:
    """Whether only her id is left, where the gallery says until it is compacted that it was removed."""
    in_segment, in_table = found
    return (
        in_segment.startswith("state galleries/default/segments/")
        and in_segment.endswith(f": {person.id}, packed")
        and in_table == f"gallery_removals: {person.id}"
    )


def test_nothing_of_a_deleted_person_is_left_in_any_byte_of_any_store(
    any_world: World, ada: Somebody
) -> None:
    before = traces(any_world, everything_of(ada))

    delete(any_world, f"people/{ada.id}")

    assert {trace.rpartition(": ")[2] for trace in before} == set(everything_of(ada))
    assert says_no_more_than_that_she_left(traces(any_world, everything_of(ada)), ada)
    assert found_orphans(any_world) == []


def test_the_answer_lists_what_was_removed(any_world: World, ada: Somebody) -> None:
    body = delete(any_world, f"people/{ada.id}")

    assert body["pending"] == 0
    assert body["removed"] == {
        "people": 1,
        "faces": 1,
        "embeddings": 1,
        "crops": 2,  # of her face and of her sighting
        "images": 3,
        "results": 3,
        "redactions": 0,
        "sightings": 1,
        "mentions": 3,
        "deliveries": 1,
        "segments": 1,
        "jobs": 0,
    }


def test_her_jobs_say_that_they_were_erased(any_world: World, ada: Somebody) -> None:
    job_id = recognise(any_world, ada.face())
    delete(any_world, f"people/{ada.id}")

    job = any_world.job(job_id)

    assert job["status"] == "done"
    assert job["error"] == {"code": "erased", "message": "The picture showed somebody who has been deleted."}
    assert job["faces"] == []
    assert image_key(job_id) not in list(any_world.images.keys())


def test_the_sink_forgets_her_sightings(
    any_world: World, ada: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(any_world.outside.sink, "forget", forgotten.append)

    delete(any_world, f"people/{ada.id}")

    assert forgotten == [ada.id]


def test_deleting_twice_finds_nobody(any_world: World, ada: Somebody) -> None:
    delete(any_world, f"people/{ada.id}")

    assert any_world.client.delete(f"/api/v1/people/{ada.id}").status_code == 404
    assert any_world.client.delete(f"/api/v1/unknowns/{ada.id}").status_code == 404


def test_others_in_the_same_pictures_keep_what_is_theirs(any_world: World, ada: Somebody) -> None:
    bob = enrolled(any_world, "Bob", 100)
    recognise(any_world, ada.face(), bob.face())
    group = enrol(any_world, ada, bob.face())
    alone = recognise(any_world, bob.face())

    delete(any_world, f"people/{ada.id}")

    with any_world.sessions() as session:
        assert session.scalars(select(Person.id)).all() == [bob.id]
        assert len(session.scalars(select(Face)).all()) == 1
        theirs = session.scalars(select(Sighting.person_id)).all()
        assert set(session.scalars(select(Delivery.person_id))) == {None, bob.id}
    assert set(theirs) == {bob.id}
    assert len(theirs) == 2
    assert all(any_world.state.get(each.crop_key or "") == bob.crop for each in sightings(any_world))
    assert any_world.row(group).erased
    assert not any_world.row(alone).erased
    assert found_orphans(any_world) == []


def test_results_that_only_resembled_her_stay_and_name_her_no_more(any_world: World, ada: Somebody) -> None:
    bob = enrolled(any_world, "Bob", 100)
    job_id = recognise(any_world, bob.face(near=(ada.id,)))

    removed = delete(any_world, f"people/{ada.id}")["removed"]

    match = any_world.job(job_id)["faces"][0]["match"]  # type: ignore[index]
    assert removed["redactions"] == 1
    assert (match["person_id"], match["verdict"]) == (bob.id, "known")
    assert [each["person_id"] for each in match["alternatives"]] == [bob.id]
    assert ada.id.encode() not in any_world.output.get(result_key(job_id))


def test_a_correction_of_her_face_leaves_whom_she_was_taken_for(any_world: World, ada: Somebody) -> None:
    bob = enrolled(any_world, "Bob", 100)
    taken_for_bob = Somebody(id=bob.id, degrees=ada.degrees, crop=ada.crop)
    job_id = recognise(any_world, taken_for_bob.face())
    corrected = any_world.client.post(f"/api/v1/jobs/{job_id}/faces/0/correction", json={"person_id": ada.id})
    assert corrected.status_code == 200, corrected.text
    any_world.web.services.gallery.publish("default")

    removed = delete(any_world, f"people/{ada.id}")["removed"]

    assert removed["embeddings"] == 3  # two faces, and what Bob was told apart by
    assert says_no_more_than_that_she_left(traces(any_world, everything_of(ada)), ada)
    assert found_orphans(any_world) == []


def test_pictures_are_found_without_notes_of_whom_they_mention(any_world: World, ada: Somebody) -> None:
    with any_world.sessions.begin() as session:  # as of jobs that ended before there were such notes
        session.execute(delete_rows(Mention))

    removed = delete(any_world, f"people/{ada.id}")["removed"]

    assert removed["images"] == 2  # but of the plain upload, which left no row of hers
    assert [each.place for each in found_orphans(any_world)] == [Place.STATE]


def test_a_stranger_is_deleted_with_their_sightings(any_world: World) -> None:
    stranger = Somebody(id="", degrees=10, crop=b"a crop of nobody")
    recognise(any_world, stranger.unknown_face(), source="door")
    with any_world.sessions() as session:
        person = session.scalars(select(Person)).one()
    assert person.kind == PersonKind.STRANGER

    removed = delete(any_world, f"unknowns/{person.id}")["removed"]

    assert (removed["people"], removed["faces"], removed["sightings"], removed["crops"]) == (1, 1, 1, 2)
    assert traces(any_world, {**of_embedding(stranger.embedding), "crop": stranger.crop}) == []
    assert found_orphans(any_world) == []


def test_who_was_merged_into_her_is_gone_with_her(any_world: World, ada: Somebody) -> None:
    twin = enrolled(any_world, "Twin", 14)
    near = recognise(any_world, enrolled(any_world, "Bob", 100).face(near=(twin.id,)))
    any_world.client.post(f"/api/v1/people/{ada.id}/merge", json={"from": [twin.id]})

    delete(any_world, f"people/{ada.id}")

    assert twin.id.encode() not in any_world.output.get(result_key(near))
    assert traces(any_world, of_embedding(twin.embedding)) == []
    assert found_orphans(any_world) == []


def test_documents_that_name_the_merged_name_their_heir_soon(any_world: World, ada: Somebody) -> None:
    twin = enrolled(any_world, "Twin", 14)
    job_id = recognise(any_world, twin.face())
    any_world.client.post(f"/api/v1/people/{ada.id}/merge", json={"from": [twin.id]})

    run_chore(any_world, "leftovers")

    document = any_world.output.get(result_key(job_id))
    assert (ada.id.encode() in document, twin.id.encode() in document) == (True, False)
    assert any_world.job(job_id)["faces"][0]["match"]["verdict"] == "known"  # type: ignore[index]
    assert found_orphans(any_world) == []
