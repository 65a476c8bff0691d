"""Enrolment: a finished job's largest face becomes a face of its person, once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select

from pipeline.outcomes import Outcome
from tests.web_tier.made_faces import add_person, enrol, face, job, result
from web_tier import people
from web_tier.database import Sessions
from web_tier.enrolment import enrol_largest_face
from web_tier.failures import NotFound, Unprocessable
from web_tier.gallery_segments import read_segments
from web_tier.models import Collection, Face, UnpublishedSegment


def test_the_largest_face_is_enrolled(sessions: Sessions) -> None:
    ada = add_person(sessions)
    enrolling = job(ada)
    found = result(enrolling.id, face(40, (1.0, 0.0)), face(90, (0.0, 1.5)), face(60, (1.0, 1.0)))

    with sessions.begin() as session:
        (enrolled,) = enrol_largest_face(session, enrolling, found, now=9.0)

    with sessions() as session:
        kept = session.get_one(Face, enrolled.id)
        assert (kept.person_id, kept.job_id, kept.model) == (ada, enrolling.id, "test-embeddings")
        assert kept.box == {"left": 10, "top": 20, "width": 90, "height": 90}
        assert (kept.confidence, kept.added_in, kept.created_at) == (0.9, 1, 9.0)
        assert np.frombuffer(kept.embedding, dtype="<f4").tolist() == [0.0, 1.5]


def test_an_enrolment_raises_the_version_and_marks_its_segment(sessions: Sessions) -> None:
    ada = add_person(sessions)

    enrol(sessions, ada)
    enrol(sessions, ada)

    with sessions() as session:
        assert session.get_one(Collection, "default").version == 2
        assert set(session.scalars(select(UnpublishedSegment.version))) == {1, 2}


def test_finishing_a_job_twice_enrols_once(sessions: Sessions) -> None:
    enrolling = job(add_person(sessions))
    found = result(enrolling.id, face())

    with sessions.begin() as session:
        first = enrol_largest_face(session, enrolling, found, now=1.0)
    with sessions.begin() as session:
        again = enrol_largest_face(session, enrolling, found, now=2.0)

    assert [each.id for each in again] == [each.id for each in first]
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
        with sessions.begin() as session:
            return enrol_largest_face(session, enrolling, result(job_id, face()), now=1.0)[0].id

    with ThreadPoolExecutor(10) as threads:
        enrolled = set(threads.map(finish, range(10)))

    assert len(enrolled) == 1
    with sessions() as session:
        assert session.get_one(Collection, "default").version == 1


@pytest.mark.parametrize("outcome", [Outcome.NO_FACE, Outcome.UNREADABLE_IMAGE])
def test_a_picture_without_a_face_is_told_by_its_code(sessions: Sessions, outcome: Outcome) -> None:
    enrolling = job(add_person(sessions))
    nothing = replace(result(enrolling.id), outcome=outcome)

    with sessions.begin() as session, pytest.raises(Unprocessable) as refused:
        enrol_largest_face(session, enrolling, nothing, now=1.0)

    assert refused.value.code == outcome.value


def test_a_person_who_is_gone_is_not_found_and_the_gallery_stays_as_it_was(sessions: Sessions) -> None:
    enrolling = job("0" * 32)

    with sessions.begin() as session, pytest.raises(NotFound):
        enrol_largest_face(session, enrolling, result(enrolling.id, face()), now=1.0)

    with sessions() as session:
        assert session.scalars(select(UnpublishedSegment.version)).all() == []


def test_a_face_needs_an_embedding(sessions: Sessions) -> None:
    enrolling = job(add_person(sessions))
    bare = result(enrolling.id, face(embedding=None))

    with pytest.raises(ValueError, match="must carry embeddings"), sessions.begin() as session:
        enrol_largest_face(session, enrolling, bare, now=1.0)


def test_twenty_threads_enrol_without_a_gap_and_without_a_double(sessions: Sessions) -> None:
    people_ids = [add_person(sessions, f"P{n}") for n in range(4)]
    together = threading.Barrier(20)

    def enrol_three(turn: int) -> list[str]:
        together.wait(timeout=20)
        return [enrol(sessions, people_ids[turn % 4]) for _ in range(3)]

    with ThreadPoolExecutor(20) as threads:
        enrolled = sorted(face_id for three in threads.map(enrol_three, range(20)) for face_id in three)

    with sessions() as session:
        assert session.get_one(Collection, "default").version == 60
        segments = read_segments(session, "default", range(1, 61))
    assert [len(segment.added) for segment in segments] == [1] * 60
    assert sorted(segment.added[0].face_id for segment in segments) == enrolled


def test_a_person_deleted_while_faces_are_enrolled_leaves_no_face(sessions: Sessions) -> None:
    ada = add_person(sessions)
    together = threading.Barrier(11)

    def try_to_enrol(_turn: int) -> bool:
        together.wait(timeout=20)
        try:
            enrol(sessions, ada)
        except NotFound:
            return False
        return True

    def delete() -> None:
        together.wait(timeout=20)
        with sessions.begin() as session:
            people.delete(session, ada)

    with ThreadPoolExecutor(11) as threads:
        deletion = threads.submit(delete)
        enrolled = list(threads.map(try_to_enrol, range(10)))
        deletion.result(timeout=20)

    with sessions() as session:
        version = session.get_one(Collection, "default").version
        segments = read_segments(session, "default", range(1, version + 1))
        assert session.scalars(select(Face.id)).all() == []
    count = enrolled.count(True)
    assert version == (count + 1 if count else 0)
    assert [face_id for segment in segments for face_id in segment.added] == []
    assert sum(len(segment.removed) for segment in segments) == count
