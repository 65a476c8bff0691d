"""Corrections: "this is Y" and "this is not X", whose a face is then, and what later results go by."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.errors import ServiceUnavailable
from pipeline.stores.memory import MemoryStore
from tests.web_tier.people.published import published, published_to
from tests.web_tier.people.rows import (
    add_face,
    add_job,
    add_mention,
    add_person,
    add_sighting,
    found_as,
    keep,
    links,
    mentions,
    names,
    vetoes,
)
from web_tier import jobs, people
from web_tier.completion import Finished
from web_tier.corrections import Corrections
from web_tier.crops import Crops
from web_tier.database import Sessions
from web_tier.failures import Conflict, NotFound
from web_tier.models import Job, Person, PersonKind, Role, Sighting
from web_tier.result_documents import ResultDocuments, results_to

AXIS_1 = [0.0, 1.0, 0.0, 0.0]


class StateBucket(MemoryStore):
    """A bucket that can be down."""

    down = False

    def put(self, key: str, data: bytes, content_type: str = "") -> None:
        if self.down:
            raise ServiceUnavailable
        super().put(key, data)


class EndedJobs:
    """Finds the results of jobs that have ended."""

    def __init__(self, documents: ResultDocuments) -> None:
        self._documents = documents

    def look(self, job: Job) -> Finished:
        result = self._documents.find(job.id, results_to(job.purpose))
        return Finished(job=job, ending=jobs.ending_of(job), result=result)


class Bench:
    """Corrections of the jobs of one collection, with its buckets."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.output, self.state = MemoryStore(), StateBucket()
        documents = ResultDocuments(output=self.output, state=self.state)
        crops = Crops(self.state, sessions)
        self.corrections = Corrections(
            sessions=sessions, results=EndedJobs(documents), crops=crops, clock=lambda: 99.0
        )

    def add_people(self, *names: str) -> list[Person]:
        """Add people with a face each."""
        with self.sessions.begin() as session:
            return [add_person(session, name, faces=1) for name in names]

    def recognised(self, person: Person | None, **columns: Any) -> Job:
        """Have somebody, or nobody, been recognised and remembered."""
        with self.sessions.begin() as session:
            job = add_job(session, **columns)
            if person is not None:
                person = session.merge(person)
                add_mention(session, person, job)
                add_sighting(session, person, job)
            named = person.id if person is not None and person.kind == PersonKind.PERSON else None
            keep(self.output, job, found_as(named))
        return job

    def met(self, stranger: Person) -> Job:
        """Have a stranger been seen, with a face of theirs."""
        job = self.recognised(stranger)
        with self.sessions.begin() as session:
            add_face(session, session.merge(stranger), session.merge(job), axis=1)
        return job

    def sighted(self, job: Job) -> str:
        """Return whose sighting a job's is."""
        with self.sessions() as session:
            return session.scalars(select(Sighting.person_id).where(Sighting.job_id == job.id)).one()


@pytest.fixture
def bench(sessions: Sessions) -> Bench:
    return Bench(sessions)


def test_this_is_ada_enrols_the_face_and_gives_her_the_sighting(bench: Bench, sessions: Sessions) -> None:
    ada, bob = bench.add_people("Ada", "Bob")
    job = bench.recognised(bob)

    corrected = bench.corrections.this_is(job.id, 0, ada.id)

    assert corrected.owner is not None and corrected.owner.id == ada.id
    with sessions() as session:
        face = people.faces_of(session, ada.id)[-1]
        assert (face.job_id, face.source, face.pinned, face.model) == (job.id, "correction", True, "tests")
        assert face.crop_key is not None
        assert bench.state.get(face.crop_key) == b"JPEG"
        assert people.get(session, bob.id).sightings == 0
    assert bench.sighted(job) == ada.id


def test_this_is_ada_binds_later_results(bench: Bench, sessions: Sessions) -> None:
    ada, bob = bench.add_people("Ada", "Bob")
    job = bench.recognised(bob)

    bench.corrections.this_is(job.id, 0, ada.id)

    gallery = published(sessions)
    assert gallery.people[ada.id] == (False, 2)
    assert gallery.vetoes == {ada.id: [], bob.id: [AXIS_1]}  # such faces are not Bob's


def test_the_jobs_document_says_whose_the_face_is_now(bench: Bench, sessions: Sessions) -> None:
    ada, bob = bench.add_people("Ada", "Bob")
    job = bench.recognised(bob)

    bench.corrections.this_is(job.id, 0, ada.id)

    said = {each for each in mentions(sessions) if each[0] == job.id}
    assert said == {(job.id, 0, ada.id, Role.IS), (job.id, 0, bob.id, Role.NEAR)}


def test_a_strangers_face_goes_to_the_person_and_the_stranger_keeps_the_rest(
    bench: Bench, sessions: Sessions
) -> None:
    ada, stranger = bench.add_people("Ada", "")
    job = bench.met(stranger)

    bench.corrections.this_is(job.id, 0, ada.id)

    assert vetoes(sessions) == set()  # a stranger was mistaken for nobody
    assert published(sessions).people == {ada.id: (False, 2), stranger.id: (True, 1)}
    assert bench.sighted(job) == ada.id


def test_a_stranger_of_one_face_was_the_person_all_the_time(bench: Bench, sessions: Sessions) -> None:
    (ada,) = bench.add_people("Ada")
    with sessions.begin() as session:
        stranger = add_person(session, "")
    job = bench.met(stranger)

    bench.corrections.this_is(job.id, 0, ada.id)

    with sessions() as session:
        assert names(session) == ["Ada"]
    assert published(sessions).people == {ada.id: (False, 2)}


def test_saying_it_twice_changes_nothing_more(bench: Bench, sessions: Sessions) -> None:
    ada, bob = bench.add_people("Ada", "Bob")
    job = bench.recognised(bob)

    def standing() -> tuple[object, ...]:
        gallery = published_to(bench.state, sessions)
        return vetoes(sessions), mentions(sessions), gallery.people, gallery.vetoes

    bench.corrections.this_is(job.id, 0, ada.id)
    once = standing()
    bench.corrections.this_is(job.id, 0, ada.id)
    bench.corrections.this_is_not(job.id, 0, bob.id)

    assert standing() == once


def test_this_is_not_bob_makes_a_stranger_of_the_face(bench: Bench, sessions: Sessions) -> None:
    (bob,) = bench.add_people("Bob")
    job = bench.recognised(bob)

    corrected = bench.corrections.this_is_not(job.id, 0, bob.id)

    stranger = corrected.owner
    assert stranger is not None and stranger.kind == PersonKind.STRANGER
    assert bench.sighted(job) == stranger.id
    assert links(sessions) == {frozenset((bob.id, stranger.id))}
    gallery = published(sessions)
    assert gallery.people == {bob.id: (False, 1), stranger.id: (True, 1)}
    assert gallery.vetoes[bob.id] == [AXIS_1]
    with sessions() as session:
        (face,) = people.faces_of(session, stranger.id)
        assert not face.pinned  # nobody said whose it is: clustering may find out
        assert bench.state.get(face.crop_key or "") == b"JPEG"
    assert {each for each in mentions(sessions) if each[0] == job.id} == {
        (job.id, 0, stranger.id, Role.IS),
        (job.id, 0, bob.id, Role.NEAR),
    }


def test_a_face_that_was_enrolled_for_bob_leaves_him(bench: Bench, sessions: Sessions) -> None:
    (bob,) = bench.add_people("Bob")
    with sessions.begin() as session:
        job = add_job(session)
        face = add_face(session, session.merge(bob), job, axis=1)
        keep(bench.output, job, found_as(bob.id))

    corrected = bench.corrections.this_is_not(job.id, 0, bob.id)

    assert corrected.owner is not None and corrected.new_face is None
    with sessions() as session:
        assert [each.id for each in people.faces_of(session, corrected.owner.id)] == [face.id]
    assert published(sessions).centres[bob.id].tolist() == [1, 0, 0, 0]


def test_a_strangers_face_that_resembled_bob_is_told_apart_from_him(bench: Bench, sessions: Sessions) -> None:
    bob, stranger = bench.add_people("Bob", "")
    job = bench.met(stranger)
    with sessions.begin() as session:
        add_mention(session, session.merge(bob), job, role=Role.NEAR)

    corrected = bench.corrections.this_is_not(job.id, 0, bob.id)

    assert corrected.owner is not None and corrected.owner.id == stranger.id
    assert links(sessions) == {frozenset((bob.id, stranger.id))}
    assert vetoes(sessions) == {(bob.id, job.id, 0)}


def test_a_face_that_nothing_remembers_is_nobodys_and_still_vetoed(bench: Bench, sessions: Sessions) -> None:
    (bob,) = bench.add_people("Bob")
    with sessions.begin() as session:
        job = add_job(session)
        add_mention(session, session.merge(bob), job)
        keep(bench.output, job, found_as(bob.id))

    corrected = bench.corrections.this_is_not(job.id, 0, bob.id)

    assert corrected.owner is None
    with sessions() as session:
        assert names(session) == ["Bob"]
    assert published(sessions).vetoes == {bob.id: [AXIS_1]}
    assert (job.id, 0, bob.id, Role.NEAR) in mentions(sessions)


def test_whoever_says_not_bob_and_then_bob_means_bob(bench: Bench, sessions: Sessions) -> None:
    (bob,) = bench.add_people("Bob")
    job = bench.recognised(bob)

    bench.corrections.this_is_not(job.id, 0, bob.id)
    bench.corrections.this_is(job.id, 0, bob.id)

    assert vetoes(sessions) == set()
    with sessions() as session:
        assert names(session) == ["Bob"]
    assert bench.sighted(job) == bob.id
    assert published(sessions).people == {bob.id: (False, 2)}


def test_what_is_not_kept_cannot_be_corrected(bench: Bench) -> None:
    (ada,) = bench.add_people("Ada")
    never_kept = bench.recognised(None, keeps=False)
    removed = bench.recognised(None, images_removed=True)
    cleaned = bench.recognised(None)
    with bench.sessions() as session:
        keep(bench.output, session.merge(cleaned), replace(found_as(), embedding=None))

    for job in (never_kept, removed, cleaned):
        with pytest.raises(Conflict) as refusal:
            bench.corrections.this_is(job.id, 0, ada.id)
        assert refusal.value.code == "not_kept"


def test_faces_jobs_and_people_that_are_not_there_are_not_found(bench: Bench, sessions: Sessions) -> None:
    bob, stranger = bench.add_people("Bob", "")
    job = bench.recognised(bob)

    for job_id, index, person_id in (
        ("0" * 32, 0, bob.id),
        (job.id, 1, bob.id),
        (job.id, 0, "0" * 32),
    ):
        with pytest.raises(NotFound):
            bench.corrections.this_is(job_id, index, person_id)
        with pytest.raises(NotFound):
            bench.corrections.this_is_not(job_id, index, person_id)
    with pytest.raises(NotFound):
        bench.corrections.this_is_not(job.id, 0, stranger.id)
    assert (vetoes(sessions), links(sessions)) == (set(), set())


def test_somebody_of_another_collection_is_a_conflict(bench: Bench, sessions: Sessions) -> None:
    (bob,) = bench.add_people("Bob")
    job = bench.recognised(bob)
    with sessions.begin() as session:
        eve = add_person(session, "Eve", collection="staff")

    with pytest.raises(Conflict, match="collection"):
        bench.corrections.this_is(job.id, 0, eve.id)
    with pytest.raises(Conflict, match="collection"):
        bench.corrections.this_is_not(job.id, 0, eve.id)


def test_a_picture_that_cannot_be_stored_costs_the_picture_alone(bench: Bench, sessions: Sessions) -> None:
    ada, bob = bench.add_people("Ada", "Bob")
    job = bench.recognised(bob)
    bench.state.down = True

    bench.corrections.this_is(job.id, 0, ada.id)

    with sessions() as session:
        assert len(people.faces_of(session, ada.id)) == 2
