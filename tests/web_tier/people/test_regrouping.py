"""Splitting a person in two, and moving a face from one to another."""

import pytest

from tests.web_tier.people.published import published
from tests.web_tier.people.rows import (
    add_face,
    add_job,
    add_mention,
    add_person,
    add_sighting,
    links,
    mentions,
    names,
)
from web_tier import people
from web_tier.database import Sessions
from web_tier.failures import Conflict, NotFound, RequestFailure
from web_tier.models import Job, PersonKind, Role, Sighting
from web_tier.people.regrouping import move, split

NOW = 99.0
PERSON, STRANGER = PersonKind.PERSON, PersonKind.STRANGER


def test_split_faces_are_a_strangers_with_their_sightings(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1)
        job, seen_later = add_job(session), add_job(session)
        wrong = add_face(session, ada, job, axis=1)
        gone = add_sighting(session, ada, job, at=5.0, clarity=90.0)
        left = add_sighting(session, ada, seen_later, at=50.0, clarity=40.0)

    with sessions.begin() as session:
        other = split(session, ada.id, [wrong.id], kind=PERSON, name="", now=NOW)

    with sessions() as session:
        stranger, person = people.get_stranger(session, other.id), people.get(session, ada.id)
        assert session.get_one(Sighting, gone.id).person_id == stranger.id
        assert session.get_one(Sighting, left.id).person_id == ada.id
        assert (stranger.sightings, stranger.first_seen_at, stranger.clarity) == (1, 5.0, 90.0)
        assert (person.sightings, person.first_seen_at, person.clarity) == (1, 50.0, 40.0)
        assert [(face.id, face.pinned) for face in people.faces_of(session, other.id)] == [(wrong.id, True)]
    assert links(sessions) == {frozenset((ada.id, other.id))}
    gallery = published(sessions)
    assert gallery.people == {ada.id: (False, 1), other.id: (True, 1)}
    assert gallery.centres[ada.id].tolist() == [1, 0, 0, 0]


def test_a_document_says_whose_the_split_face_is_and_goes_on_speaking_of_the_first(
    sessions: Sessions,
) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1)
        job = add_job(session)
        wrong = add_face(session, ada, job)
    with sessions.begin() as session:
        other = split(session, ada.id, [wrong.id], kind=PERSON, name="Bob", now=NOW)

    said = {each for each in mentions(sessions) if each[0] == job.id}

    assert said == {(job.id, 0, other.id, Role.IS), (job.id, 0, ada.id, Role.NEAR)}
    with sessions() as session:
        assert people.get(session, other.id).name == "Bob"


def test_first_seen_stays_where_older_sightings_were_purged(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1)
        job, purged = add_job(session), add_job(session)
        wrong = add_face(session, ada, job)
        old = add_sighting(session, ada, purged, at=1.0)
        add_sighting(session, ada, job, at=50.0)
        session.delete(old)

    with sessions.begin() as session:
        split(session, ada.id, [wrong.id], kind=PERSON, name="", now=NOW)

    with sessions() as session:
        person = people.get(session, ada.id)
        assert (person.sightings, person.first_seen_at) == (1, 1.0)


def test_at_least_one_face_stays(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=2)
        faces = [face.id for face in people.faces_of(session, ada.id)]

    with pytest.raises(RequestFailure, match="must stay"), sessions.begin() as session:
        split(session, ada.id, faces, kind=PERSON, name="", now=NOW)
    with pytest.raises(RequestFailure, match="must stay"), sessions.begin() as session:
        split(session, ada.id, [*faces, faces[0]], kind=PERSON, name="", now=NOW)


def test_another_persons_face_is_not_split_off(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob = add_person(session, "Ada", faces=2), add_person(session, "Bob")
        of_bob = add_face(session, bob)

    with pytest.raises(NotFound), sessions.begin() as session:
        split(session, ada.id, [of_bob.id], kind=PERSON, name="", now=NOW)


def test_a_moved_face_is_pinned_and_takes_its_sighting_along(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob = add_person(session, "Ada", faces=1), add_person(session, "Bob")
        job = add_job(session)
        face = add_face(session, ada, job, axis=2)
        add_sighting(session, ada, job)

    with sessions.begin() as session:
        moved, owner = move(session, ada.id, face.id, bob.id, kind=PERSON, now=NOW)

    assert (moved.pinned, moved.person_id, owner.id) == (True, bob.id, bob.id)
    with sessions() as session:
        assert people.get(session, bob.id).sightings == 1
        assert people.get(session, ada.id).first_seen_at is None
    assert published(sessions).people == {ada.id: (False, 1), bob.id: (False, 1)}


def test_a_person_whose_last_face_moves_is_searched_no_more_and_stays(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob = add_person(session, "Ada"), add_person(session, "Bob")
        face = add_face(session, ada)

    with sessions.begin() as session:
        move(session, ada.id, face.id, bob.id, kind=PERSON, now=NOW)

    assert published(sessions).people == {bob.id: (False, 1)}
    with sessions() as session:
        assert people.get(session, ada.id).name == "Ada"


def test_a_stranger_of_whom_nothing_is_left_was_the_new_owner_all_the_time(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, stranger = add_person(session, "Ada"), add_person(session, "")
        face = add_face(session, stranger)
        elsewhere = add_job(session)
        add_mention(session, stranger, elsewhere, role=Role.NEAR)

    with sessions.begin() as session:
        move(session, stranger.id, face.id, ada.id, kind=STRANGER, now=NOW)

    with sessions() as session:
        assert names(session) == ["Ada"]
    assert (elsewhere.id, 0, ada.id, Role.NEAR) in mentions(sessions)


def test_a_face_moves_within_its_collection_alone_and_to_somebody_else(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob = add_person(session, "Ada"), add_person(session, "Bob")
        eve = add_person(session, "Eve", collection="staff")
        face = add_face(session, ada)

    with pytest.raises(Conflict, match="collection"), sessions.begin() as session:
        move(session, ada.id, face.id, eve.id, kind=PERSON, now=NOW)
    with pytest.raises(RequestFailure, match="already"), sessions.begin() as session:
        move(session, ada.id, face.id, ada.id, kind=PERSON, now=NOW)
    with pytest.raises(NotFound), sessions.begin() as session:
        move(session, bob.id, face.id, ada.id, kind=PERSON, now=NOW)  # it is not Bob's


def test_a_face_whose_job_is_gone_moves_too(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, bob = add_person(session, "Ada"), add_person(session, "Bob")
        job = add_job(session)
        face = add_face(session, ada, job)
        session.delete(session.get_one(Job, job.id))

    with sessions.begin() as session:
        move(session, ada.id, face.id, bob.id, kind=PERSON, now=NOW)

    assert mentions(sessions) == set()
    assert published(sessions).people == {bob.id: (False, 1)}
