"""Enrolling: a face of a finished job becomes a face of its person, once."""

import base64
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from pipeline.keys import crop_key
from pipeline.results import Face as FoundFace
from tests.web_tier.made_faces import add_person, face, job, result
from web_tier.consequences import Crop
from web_tier.database import Sessions
from web_tier.enrolment.enrolling import Enrolling
from web_tier.erasure.leaving import Call
from web_tier.erasure.taking_out import take_out_people
from web_tier.failures import Conflict, NotFound, RequestFailure, Unprocessable
from web_tier.models import Collection, Face, GalleryRemoval, Job, Person, PersonKind
from web_tier.people.locking import locked


def enrol(
    sessions: Sessions, enrolling: Job, *found: FoundFace, now: float = 9.0
) -> tuple[Sequence[Crop], Sequence[Face]]:
    """Finish the job with these faces; return the crops to be put, and the job's rows."""
    with sessions.begin() as session:
        crops = Enrolling().apply(session, enrolling, result(enrolling.id, *found), now)
    with sessions() as session:
        return crops, session.scalars(select(Face).where(Face.job_id == enrolling.id)).all()


def delete(sessions: Sessions, person_id: str) -> None:
    """Delete a person's rows as an erasure does."""
    with sessions.begin() as session:
        collection, person = locked(session, person_id, PersonKind.PERSON)
        take_out_people(session, Call(id="0" * 32, now=1.0), collection, [person])


def wishing(enrolling: Job, **intent: Any) -> Job:
    """Return the job with an order that is not as usual."""
    enrolling.intent = intent
    return enrolling


def test_the_clearly_largest_face_is_enrolled_with_all_that_is_known_of_it(sessions: Sessions) -> None:
    ada = add_person(sessions)
    enrolling = job(ada)
    large = replace(face(90, (0.0, 1.5)), crop=base64.b64encode(b"jpeg").decode())

    (crop,), (row,) = enrol(sessions, enrolling, face(40, (1.0, 0.0)), large, face(60, (1.0, 1.0)))

    assert (row.person_id, row.face_index, row.model) == (ada, 1, "test-embeddings")
    assert row.box == {"left": 10, "top": 20, "width": 90, "height": 90}
    assert row.quality == {"brightness": 50, "sharpness": 50, "size": 90}
    assert (row.confidence, row.source, row.pinned, row.created_at) == (0.9, "upload", True, 9.0)
    with sessions() as session:
        kept = session.scalars(select(Face.embedding).where(Face.id == row.id)).one()
    assert np.frombuffer(kept, dtype="<f4").tolist() == [0.0, 1.5]
    assert crop == Crop(key=crop_key("default", row.id), jpeg=b"jpeg")
    assert row.crop_key == crop.key


def test_a_face_without_a_picture_has_no_crop(sessions: Sessions) -> None:
    crops, (row,) = enrol(sessions, job(add_person(sessions)), face())

    assert (crops, row.crop_key) == ((), None)


def test_every_enrolment_is_a_version_of_the_gallery_that_requests_need(sessions: Sessions) -> None:
    ada = add_person(sessions)

    enrol(sessions, job(ada), face())
    enrol(sessions, job(ada), face())

    with sessions() as session:
        collection = session.get_one(Collection, "default")
        assert (collection.version, collection.needed_version) == (2, 2)
        assert session.get_one(Person, ada).changed_in == 2


def test_the_face_that_the_order_names_is_enrolled(sessions: Sessions) -> None:
    enrolling = wishing(job(add_person(sessions)), face=1, source="badge office")

    _, (row,) = enrol(sessions, enrolling, face(90), face(80, (0.0, 1.0)))

    assert (row.face_index, row.source) == (1, "badge office")


def test_a_poor_face_is_refused_unless_it_is_forced(sessions: Sessions) -> None:
    ada = add_person(sessions)

    with pytest.raises(Unprocessable) as refused:
        enrol(sessions, job(ada), face(15))
    _, (row,) = enrol(sessions, wishing(job(ada), force=True), face(15))

    assert refused.value.code == "face_too_small"
    assert row.quality is not None
    assert row.quality["size"] == 15


def test_finishing_a_job_twice_enrols_once(sessions: Sessions) -> None:
    enrolling = job(add_person(sessions))

    _, first = enrol(sessions, enrolling, face())
    crops, again = enrol(sessions, enrolling, face())

    assert [each.id for each in again] == [each.id for each in first]
    assert crops == ()
    with sessions() as session:
        assert session.get_one(Collection, "default").version == 1


def test_a_job_that_many_threads_finish_at_once_enrols_once(sessions: Sessions) -> None:
    ada = add_person(sessions)
    job_id = job(ada).id
    together = threading.Barrier(10)

    def finish(_turn: int) -> str:
        enrolling = job(ada)
        enrolling.id = job_id
        together.wait(timeout=20)
        return enrol(sessions, enrolling, face())[1][0].id

    with ThreadPoolExecutor(10) as threads:
        enrolled = set(threads.map(finish, range(10)))

    assert len(enrolled) == 1
    with sessions() as session:
        assert session.get_one(Collection, "default").version == 1


def test_a_deleted_person_gets_no_face(sessions: Sessions) -> None:
    ada = add_person(sessions)
    delete(sessions, ada)

    with pytest.raises(NotFound):
        enrol(sessions, job(ada), face())


@pytest.mark.parametrize(
    ("found", "kind"),
    [((), Unprocessable), ((face(embedding=None),), Conflict)],
    ids=["no face", "no embedding"],
)
def test_a_refusal_leaves_the_gallery_as_it_was(
    sessions: Sessions, found: tuple[FoundFace, ...], kind: type[RequestFailure]
) -> None:
    with pytest.raises(kind):
        enrol(sessions, job(add_person(sessions)), *found)

    with sessions() as session:
        assert session.get_one(Collection, "default").version == 0


def test_twenty_threads_enrol_without_a_gap_and_without_a_double(sessions: Sessions) -> None:
    people_ids = [add_person(sessions, f"P{n}") for n in range(4)]
    together = threading.Barrier(20)

    def enrol_three(turn: int) -> None:
        together.wait(timeout=20)
        for _ in range(3):
            enrol(sessions, job(people_ids[turn % 4]), face())

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(enrol_three, range(20)))

    with sessions() as session:
        assert session.get_one(Collection, "default").version == 60
        assert len(session.scalars(select(Face.id)).all()) == 60


def test_a_person_deleted_while_faces_are_enrolled_leaves_no_face(sessions: Sessions) -> None:
    ada = add_person(sessions)
    together = threading.Barrier(11)

    def try_to_enrol(_turn: int) -> bool:
        together.wait(timeout=20)
        try:
            enrol(sessions, job(ada), face())
        except NotFound:
            return False
        return True

    def try_to_delete() -> None:
        together.wait(timeout=20)
        delete(sessions, ada)

    with ThreadPoolExecutor(11) as threads:
        deletion = threads.submit(try_to_delete)
        enrolled = list(threads.map(try_to_enrol, range(10))).count(True)
        deletion.result(timeout=20)

    with sessions() as session:
        assert session.scalars(select(Face.id)).all() == []
        removals = session.scalars(select(GalleryRemoval.person_id)).all()
        assert removals == ([ada] if enrolled else [])
        assert session.get_one(Collection, "default").version == (enrolled + 1 if enrolled else 0)
