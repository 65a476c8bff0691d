"""Re-clustering: strangers' faces are sorted anew, and what people have said of them holds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.keys import result_key
from pipeline.results import RESULT_CODEC, Linking
from tests.web_tier.people.published import published
from tests.web_tier.people.rows import (
    MODEL,
    add_face,
    add_job,
    add_person,
    add_sighting,
    document,
    found_as,
    mentions,
)
from tests.web_tier.world import World
from web_tier.erasure.redaction import without_pictures
from web_tier.gallery.changes import change_people, lock_collection
from web_tier.models import Face, Job, Person, PersonKind, Role, Sighting
from web_tier.people.links import forbid
from web_tier.people.merging import merge_people
from web_tier.reclustering import work
from web_tier.reclustering.planning import Regrouping
from web_tier.reclustering.regrouping import regroup

LINKING = Linking(distance=0.4, handicap=0.0)


@pytest.fixture
def sorted_by(any_world: World) -> World:
    """A world in which a result says how near strangers are."""
    remember(any_world)
    return any_world


def remember(world: World, *, linking: Linking | None = LINKING, at: float = 1.0, model: str = MODEL) -> None:
    """Have a recognition done whose result says how near strangers are."""
    with world.sessions.begin() as session:
        add_person(session, "Ada")
        job = add_job(session, accepted_at=at)
        found = document(job, found_as())
    assert found.model is not None
    result = replace(found, linking=linking, model=replace(found.model, embeddings=model))
    world.output.put(result_key(job.id), RESULT_CODEC.encode(without_pictures(result)))


def sort(world: World) -> dict[str, Any]:
    """Start the task and run it; return it."""
    task_id = world.client.post("/api/v1/collections/default/reclusterings").get_json()["id"]
    (loop,) = (loop for loop in world.web.chores if loop.name == "tasks")
    assert loop.try_once()
    return dict(world.client.get(f"/api/v1/tasks/{task_id}").get_json())


def add_stranger(session: Session, *looks: Sequence[float], clarity: float = 50.0) -> Person:
    """Add a stranger with a face of each look, a direction of four numbers."""
    person = add_person(session, "")
    for look in looks:
        face = add_face(session, person)
        face.embedding = np.asarray(look, dtype="<f4").tobytes()
        face.quality = {"clarity": clarity}
    session.flush()
    change_people(session, lock_collection(session, "default"), [person])
    return person


def owners(world: World) -> dict[str, set[str]]:
    """Return everybody's faces."""
    with world.sessions() as session:
        people = {person_id: set[str]() for person_id in session.scalars(select(Person.id))}
        for face_id, person_id in session.execute(select(Face.id, Face.person_id)):
            people[person_id].add(face_id)
        return people


def faces_of(world: World, person: Person) -> list[Face]:
    with world.sessions() as session:
        return list(session.scalars(select(Face).where(Face.person_id == person.id)))


A, ALMOST_A, B = (1.0, 0, 0, 0), (0.98, 0.2, 0, 0), (0, 0, 1.0, 0)


def test_strangers_who_are_one_become_one_with_all_that_was_seen_of_them(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        one, other, third = (add_stranger(session, look) for look in (A, ALMOST_A, B))
        job = session.get_one(Job, only_face(session, other).job_id)
        add_sighting(session, one, session.get_one(Job, only_face(session, one).job_id), at=5.0)
        add_sighting(session, other, job, at=9.0)

    task = sort(sorted_by)

    assert (task["status"], task["total"], task["done"], task["failed"]) == ("done", 3, 3, 0)
    left = owners(sorted_by)
    (both,) = left.keys() & {one.id, other.id}
    assert (len(left[both]), len(left[third.id])) == (2, 1)
    with sorted_by.sessions() as session:
        assert session.get_one(Person, both).sightings == 2
        assert set(session.scalars(select(Sighting.person_id))) == {both}
    assert (job.id, 0, both, Role.IS) in mentions(sorted_by.sessions)
    assert published(sorted_by.sessions).people == {both: (True, 2), third.id: (True, 1)}


def test_a_strangers_face_that_is_anothers_moves_with_its_sighting(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        one = add_stranger(session, A, A, A, B)
        other = add_stranger(session, B, B)
        stray = session.scalars(
            select(Face).where(Face.person_id == one.id, Face.embedding == np.asarray(B, "<f4").tobytes())
        ).one()
        sighting = add_sighting(session, one, session.get_one(Job, stray.job_id))

    sort(sorted_by)

    left = owners(sorted_by)
    assert (len(left[one.id]), len(left[other.id])) == (3, 3)
    assert stray.id in left[other.id]
    with sorted_by.sessions() as session:
        assert session.get_one(Sighting, sighting.id).person_id == other.id
        assert session.get_one(Person, one.id).sightings == 0
        assert session.get_one(Person, other.id).sightings == 1
        assert not session.get_one(Face, stray.id).pinned


def test_two_in_one_become_two(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        mixed = add_stranger(session, A, A, A, B, B)

    sort(sorted_by)

    left = owners(sorted_by)
    assert sorted(len(faces) for faces in left.values() if faces) == [2, 3]
    assert len(left[mixed.id]) == 3
    gallery = published(sorted_by.sessions)
    assert sorted(gallery.people.values()) == [(True, 2), (True, 3)]


def test_sorting_again_changes_nothing(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        add_stranger(session, A, A, B)
        add_stranger(session, ALMOST_A, B, B)
    sort(sorted_by)
    once = owners(sorted_by)

    sort(sorted_by)

    assert owners(sorted_by) == once


def test_who_was_told_apart_stays_apart(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        one, other = add_stranger(session, A), add_stranger(session, A)
        forbid(session, one.id, other.id)
    before = owners(sorted_by)

    sort(sorted_by)

    assert owners(sorted_by) == before


def test_a_pinned_face_stays_whose_it_is(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        one, other = add_stranger(session, A, A), add_stranger(session, A)
        only_face(session, other).pinned = True

    sort(sorted_by)

    left = owners(sorted_by)
    assert one.id not in left
    assert len(left[other.id]) == 3
    assert [face.pinned for face in faces_of(sorted_by, other)].count(True) == 1


def test_people_with_a_name_are_left_alone(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        named = add_person(session, "Bob", faces=1)
        stranger = add_stranger(session, A)  # the same look
    before = owners(sorted_by)

    task = sort(sorted_by)

    assert (task["total"], owners(sorted_by)) == (1, before)
    assert {named.id, stranger.id} < before.keys()


def test_faces_of_another_model_stay_where_they_are_and_are_counted_as_failed(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        one, other = add_stranger(session, A), add_stranger(session, A)
        only_face(session, other).model = "older"
    before = owners(sorted_by)

    task = sort(sorted_by)

    assert (task["total"], task["done"], task["failed"]) == (2, 1, 1)
    assert owners(sorted_by) == before
    assert {one.id, other.id} < before.keys()


def test_the_newest_result_decides_how_near_strangers_are(sorted_by: World) -> None:
    remember(sorted_by, linking=Linking(distance=0.01, handicap=0.0), at=2.0)
    remember(sorted_by, linking=None, at=3.0)
    with sorted_by.sessions.begin() as session:
        add_stranger(session, A)
        add_stranger(session, ALMOST_A)
    before = owners(sorted_by)

    sort(sorted_by)

    assert owners(sorted_by) == before


def test_where_no_result_says_how_near_strangers_are_the_task_fails(any_world: World) -> None:
    remember(any_world, linking=None)
    with any_world.sessions.begin() as session:
        add_stranger(session, A)

    task = sort(any_world)

    assert task["status"] == "failed"
    assert "recognise a picture" in task["error"]


def test_without_strangers_there_is_nothing_to_sort(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        add_person(session, "Ada", faces=1)

    task = sort(any_world)

    assert (task["status"], task["total"]) == ("done", 0)


def test_many_changes_are_made_a_few_at_a_time(sorted_by: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHANGES_AT_ONCE", 1)
    with sorted_by.sessions.begin() as session:
        for look in (A, B, (0, 1.0, 0, 0)):
            add_stranger(session, look)
            add_stranger(session, look)

    sort(sorted_by)

    assert sorted(len(faces) for faces in owners(sorted_by).values() if faces) == [2, 2, 2]


def change(world: World, regrouping: Regrouping) -> None:
    with world.sessions.begin() as session:
        regroup(session, lock_collection(session, "default"), regrouping, 99.0)


def of(into: Person, *others: Person, faces: Sequence[str]) -> Regrouping:
    """Return the change by which others become part of somebody."""
    absorbed = tuple(each.id for each in others)
    return Regrouping(into=into.id, is_new=False, absorbs=absorbed, faces=tuple(faces))


def test_what_was_said_after_the_sorting_holds(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        into, named, apart, pinned = (add_stranger(session, A) for _ in range(4))
        named.kind, named.name = PersonKind.PERSON, "Bob"
        forbid(session, into.id, apart.id)
        only_face(session, pinned).pinned = True
        faces = [only_face(session, each).id for each in (named, pinned)]
    before = owners(sorted_by)

    change(sorted_by, of(into, named, apart, pinned, faces=faces))

    assert owners(sorted_by) == before


def test_who_has_a_name_or_is_gone_by_now_gets_nobody(sorted_by: World) -> None:
    with sorted_by.sessions.begin() as session:
        named, gone, stranger = (add_stranger(session, A) for _ in range(3))
        named.kind, named.name = PersonKind.PERSON, "Bob"
        session.flush()
        merge_people(session, lock_collection(session, "default"), named, [gone])
        faces = [only_face(session, stranger).id]
    before = owners(sorted_by)

    change(sorted_by, of(named, stranger, faces=faces))
    change(sorted_by, of(gone, stranger, faces=faces))

    assert owners(sorted_by) == before


def test_nobody_new_comes_to_be_of_faces_that_are_gone(sorted_by: World) -> None:
    before = owners(sorted_by)

    change(sorted_by, Regrouping(into="0" * 32, is_new=True, absorbs=(), faces=("1" * 32,)))

    assert owners(sorted_by) == before


def only_face(session: Session, person: Person) -> Face:
    return session.scalars(select(Face).where(Face.person_id == person.id)).one()
