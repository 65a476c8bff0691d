"""What people say and do while a picture is under way holds for the picture too."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pipeline.errors import ServiceUnavailable
from pipeline.keys import result_key
from pipeline.results import Candidate
from tests.web_tier.people.rows import add_job, document
from tests.web_tier.remembering.scenes import (
    answer,
    ask,
    known,
    matches,
    new_picture,
    person,
    see,
    shown,
    sightings,
    unsure,
)
from tests.web_tier.world import World
from web_tier.database import Sessions, connect, open_sessions
from web_tier.models import Collection, Leftover, LeftoverKind
from web_tier.remembering.remembering import Remembering
from web_tier.sightings.tracks import Seen, Tracked, Tracks


def merge(world: World, into: str, other: str) -> None:
    answered = world.client.post(f"/api/v1/people/{into}/merge", json={"from": [other]})
    assert answered.status_code == 200, answered.text


def unknowns(world: World) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = world.client.get("/api/v1/unknowns").get_json()["items"]
    return items


def suspend(world: World, person_id: str) -> None:
    consent = {
        "purpose": "door",
        "given_at": "1970-01-01T00:00:00Z",
        "expires_at": "1970-01-02T00:00:00Z",
    }
    changed = world.client.patch(f"/api/v1/people/{person_id}", json={"consent": consent})
    assert changed.get_json()["suspended"] is True


def stored(world: World, job_id: str) -> bytes:
    """Return a job's document as it lies in its bucket."""
    return world.output.get(result_key(job_id))


def test_two_pictures_of_somebody_new_taken_at_once_enrol_one_person(any_world: World) -> None:
    any_world.client.post("/api/v1/collections", json={"name": "default", "auto_enrol": True})
    first, second = ask(any_world, answer(shown(0))), ask(any_world, answer(shown(1)))

    (one,), (other,) = matches(any_world, first), matches(any_world, second)

    assert one["person_id"] == other["person_id"] is not None
    assert len(any_world.client.get("/api/v1/people").get_json()["items"]) == 1


def test_a_stranger_who_is_named_meanwhile_is_the_person_in_the_picture(any_world: World) -> None:
    first, second = ask(any_world, answer(shown(0))), ask(any_world, answer(shown(1)))
    stranger = matches(any_world, first)[0]["unknown_id"]
    any_world.client.post(f"/api/v1/unknowns/{stranger}/name", json={"name": "Ada"})

    (match,) = matches(any_world, second)

    assert (match["person_id"], match["name"]) == (stranger, "Ada")
    assert unknowns(any_world) == []


def test_whoever_is_merged_meanwhile_is_seen_as_who_they_are_now(any_world: World) -> None:
    ada, again = any_world.add_person("Ada"), any_world.add_person("Ada?")
    job = ask(any_world, answer(shown(0, match=known(again))))
    merge(any_world, ada, again)

    (match,) = matches(any_world, job)

    assert (match["verdict"], match["person_id"], match["name"]) == ("known", ada, "Ada")
    assert [each.person_id for each in sightings(any_world)] == [ada]
    assert unknowns(any_world) == []
    assert again.encode() not in stored(any_world, job)


def test_whoever_is_merged_twice_meanwhile_is_who_they_are_in_the_end(any_world: World) -> None:
    ada, second, third = (any_world.add_person(name) for name in ("Ada", "A. L.", "Ada?"))
    job = ask(any_world, answer(shown(0, match=known(third))))
    merge(any_world, second, third)
    merge(any_world, ada, second)

    assert matches(any_world, job)[0]["person_id"] == ada


def test_whoever_was_merged_and_deleted_meanwhile_is_forgotten(any_world: World) -> None:
    ada, again = any_world.add_person("Ada"), any_world.add_person("Ada?")
    job = ask(any_world, answer(shown(0, match=known(again))))
    merge(any_world, ada, again)
    any_world.client.delete(f"/api/v1/people/{ada}")

    (match,) = matches(any_world, job)

    assert match["person_id"] is None
    assert ada.encode() not in stored(any_world, job) and again.encode() not in stored(any_world, job)


def test_strangers_who_become_one_by_themselves_are_found_by_either_id(any_world: World) -> None:
    ids = [see(any_world, shown(degrees))[0]["unknown_id"] for degrees in (0, 30)]
    see(any_world, shown(14))

    (left,) = unknowns(any_world)
    found = [any_world.client.get(f"/api/v1/unknowns/{each}").get_json() for each in ids]

    assert ids[0] != ids[1]
    assert [each["id"] for each in found] == [left["id"]] * 2
    assert [len(each["faces"]) for each in found] == [3, 3]


def test_an_enrolment_whose_person_is_merged_meanwhile_is_a_face_of_who_they_are_now(
    any_world: World,
) -> None:
    ada, again = any_world.add_person("Ada"), any_world.add_person("Ada?")
    data = new_picture()
    any_world.worker.knows(data, answer(shown(0)))
    job_id = str(any_world.enrol(again, data, wait=0).get_json()["job_id"])
    stale = any_world.row(job_id)
    merge(any_world, ada, again)
    any_world.worker.step()

    any_world.web.services.recognitions.look(stale)  # as a request that has waited for it

    assert any_world.row(job_id).status == "done"
    assert any_world.client.get(f"/api/v1/people/{ada}").get_json()["face_count"] == 1


def test_a_correction_that_comes_before_the_jobs_end_ends_it(any_world: World) -> None:
    ada, bob = any_world.add_person("Ada"), any_world.add_person("Bob")
    job = ask(any_world, answer(shown(0, match=known(bob))))

    said = any_world.client.post(f"/api/v1/jobs/{job}/faces/0/correction", json={"person_id": ada})

    assert said.status_code == 200, said.text
    (match,) = matches(any_world, job)
    assert (match["person_id"], any_world.row(job).status) == (ada, "done")
    assert [each.person_id for each in sightings(any_world)] == [ada]


def test_a_job_without_a_result_cannot_be_corrected_yet(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    job = any_world.post(new_picture(), wait=0).get_json()["job_id"]

    said = any_world.client.post(f"/api/v1/jobs/{job}/faces/0/correction", json={"person_id": ada})

    assert (said.status_code, said.get_json()["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize("match", [known, unsure])
def test_of_somebody_whose_consent_expires_meanwhile_nothing_is_answered_nor_kept(
    any_world: World, match: Any
) -> None:
    ada, bob = any_world.add_person("Ada"), any_world.add_person("Bob")
    near_ada = replace(known(bob), alternatives=(Candidate(person_id=ada, distance=0.5, similarity=40.0),))
    job = ask(any_world, answer(shown(0, match=match(ada)), shown(50, match=near_ada, left=50)))
    suspend(any_world, ada)

    adas, bobs = matches(any_world, job)

    assert (adas["verdict"], adas["person_id"], adas["unknown_id"]) == ("unknown", None, None)
    assert (bobs["name"], bobs["alternatives"]) == ("Bob", [])
    assert [each.person_id for each in sightings(any_world)] == [bob]
    assert unknowns(any_world) == []
    assert ada.encode() not in stored(any_world, job)
    assert matches(any_world, job) == [adas, bobs]


def test_a_plain_upload_does_not_name_whoever_is_suspended_meanwhile(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    data = new_picture()
    any_world.worker.knows(data, answer(shown(0, match=known(ada))))
    job_id = any_world.submit_plain(data)
    any_world.worker.step()
    suspend(any_world, ada)

    any_world.web.services.recognitions.look(any_world.row(job_id))

    assert any_world.output.get("test_00") == b"unknown"


def test_a_plain_upload_names_whoever_was_merged_meanwhile(any_world: World) -> None:
    ada, again = any_world.add_person("Ada"), any_world.add_person("Ada?")
    data = new_picture()
    any_world.worker.knows(data, answer(shown(0, match=known(again))))
    job_id = any_world.submit_plain(data)
    any_world.worker.step()
    merge(any_world, ada, again)

    any_world.web.services.recognitions.look(any_world.row(job_id))

    assert any_world.output.get("test_00") == b"Ada"


def test_a_document_that_cannot_be_rewritten_just_now_costs_no_answer_and_is_rewritten_later(
    any_world: World,
) -> None:
    ada, again = any_world.add_person("Ada"), any_world.add_person("Ada?")
    job = ask(any_world, answer(shown(0, match=known(again))))
    merge(any_world, ada, again)
    writing, any_world.output.put = any_world.output.put, _refuse  # type: ignore[method-assign]

    (match,) = matches(any_world, job)
    any_world.output.put = writing  # type: ignore[method-assign]
    said_before = stored(any_world, job)
    any_world.clock.now += 1000
    for loop in any_world.web.chores:
        if loop.name == "leftovers":
            loop.try_once()

    assert match["person_id"] == ada
    assert again.encode() in said_before and again.encode() not in stored(any_world, job)


def _refuse(key: str, data: bytes, content_type: str = "") -> None:
    raise ServiceUnavailable


def test_no_bucket_is_written_while_the_collection_is_locked(any_world: World) -> None:
    ada, again = any_world.add_person("Ada"), any_world.add_person("Ada?")
    job = ask(any_world, answer(shown(0, match=known(again))))
    merge(any_world, ada, again)
    writing, committed = any_world.output.put, []

    def put(key: str, data: bytes, content_type: str = "") -> None:
        with any_world.sessions() as session:
            left = select(Leftover.key).where(Leftover.kind == LeftoverKind.DOCUMENT)
            committed.append(session.scalars(left).all())
        writing(key, data, content_type)

    any_world.output.put = put  # type: ignore[method-assign]
    matches(any_world, job)

    assert committed == [[job]]  # what the transaction left is to be seen by others


class WatchedTracks(Tracks):
    """Notes whether anybody else could lock the collection while faces are placed."""

    def __init__(self, sessions: Sessions) -> None:
        super().__init__(gap_seconds=30.0, exported=True)
        self._sessions = sessions
        self.is_locked = False

    def note(self, session: Session, seen: Seen) -> Tracked:
        query = select(Collection).where(Collection.name == seen.job.collection)
        try:
            with self._sessions.begin() as other:
                other.scalars(query.with_for_update(key_share=True, nowait=True)).one()
        except OperationalError:
            self.is_locked = True
        return super().note(session, seen)


def test_a_collection_that_comes_into_being_meanwhile_is_locked_all_the_same(postgresql_url: str) -> None:
    engine = connect(postgresql_url)
    sessions = open_sessions(engine)
    tracks = WatchedTracks(sessions)
    with sessions.begin() as session:
        assert session.get(Collection, "fresh") is None  # as whoever ends the job has found
        with sessions.begin() as other:
            other.add(Collection(name="fresh", created_at=1.0))
        job = add_job(session, collection="fresh")

        Remembering(tracks).apply(session, job, document(job, shown(0)), now=1.0)
    engine.dispose()

    assert tracks.is_locked


def test_the_worker_names_both_who_were_one_by_then(any_world: World) -> None:
    ids = [see(any_world, shown(degrees))[0]["unknown_id"] for degrees in (0, 30)]
    job = ask(any_world, answer(shown(15, strangers=ids), gallery_version=1000))
    see(any_world, shown(14))

    (match,) = matches(any_world, job)

    (left,) = unknowns(any_world)
    assert match["unknown_id"] == left["id"]
    assert person(any_world, left["id"]).sightings == 4
