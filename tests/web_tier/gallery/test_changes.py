"""What a change of people does to their gallery in the database."""

from sqlalchemy import select

from tests.web_tier.gallery.made_gallery import (
    COLLECTION,
    add_faces,
    add_person,
    add_stranger,
    change,
    delete_face,
    delete_person,
    faces_of,
    new_face,
    new_id,
    new_person,
    rows_of,
    stale_rows,
)
from web_tier.database import Sessions
from web_tier.gallery.changes import change_people, ensure_collection, lock_collection, remove_people
from web_tier.models import Collection, GalleryRemoval, GallerySegment, Person, PersonKind, Staleness

A, B = (1.0, 0.0), (0.0, 1.0)


def test_an_enrolment_is_a_version_of_its_own_that_requests_wait_for(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    add_faces(sessions, ada, B)

    assert _versions(sessions) == (2, 2)
    assert _changed_in(sessions, ada) == 2
    assert stale_rows(sessions) == {(1, 1): Staleness.NOW, (2, 2): Staleness.NOW}


def test_people_who_are_changed_together_share_a_version(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ensure_collection(session, COLLECTION, now=1.0)
        people = [new_person(new_id()) for _ in range(3)]
        session.add_all(people)
        session.flush()
        session.add_all(new_face(person, A) for person in people)
        change_people(session, lock_collection(session, COLLECTION), people)

    assert _versions(sessions) == (1, 1)
    assert [_changed_in(sessions, person.id) for person in people] == [1, 1, 1]
    assert [row.templates for row in rows_of(sessions)] == [3]


def test_no_request_waits_for_strangers(sessions: Sessions) -> None:
    add_person(sessions, A)
    add_stranger(sessions, B)

    assert _versions(sessions) == (2, 1)
    assert stale_rows(sessions)[2, 2] == Staleness.SOON


def test_a_stranger_who_had_a_name_until_now_is_urgent(sessions: Sessions) -> None:
    ada = add_person(sessions, A)

    change(sessions, ada, kind=PersonKind.STRANGER, urgent=True)

    assert _versions(sessions) == (2, 2)


def test_a_person_without_a_face_is_nothing_to_the_gallery(sessions: Sessions) -> None:
    ada = add_person(sessions)

    change(sessions, ada, suspended=True)
    delete_person(sessions, ada)

    assert _versions(sessions) == (0, 0)
    assert rows_of(sessions) == []


def test_the_segment_that_somebody_leaves_is_written_anew_later(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    _all_written(sessions)

    add_faces(sessions, ada, B)

    assert stale_rows(sessions) == {(1, 1): Staleness.LATER, (2, 2): Staleness.NOW}


def test_a_mark_that_is_more_urgent_stays_and_is_new(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    before = rows_of(sessions)[0].revision

    add_faces(sessions, ada, B)

    assert stale_rows(sessions)[1, 1] == Staleness.NOW
    assert rows_of(sessions)[0].revision != before


def test_after_a_deletion_all_is_urgent_that_may_hold_what_was_deleted(sessions: Sessions) -> None:
    ada = add_person(sessions, A)  # 1: to be written later, has the first face
    add_person(sessions, A)  # 2: somebody else
    _all_written(sessions)
    add_faces(sessions, ada, B)  # 3
    _written(sessions, 3)

    delete_face(sessions, faces_of(sessions, ada)[0])

    now = Staleness.NOW
    assert stale_rows(sessions) == {(1, 1): now, (3, 3): now, (4, 4): now}


def test_the_deletion_of_somebody_who_left_the_gallery_hurries_what_may_hold_them(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    _all_written(sessions)
    change(sessions, ada, suspended=True)
    _written(sessions, 2)

    delete_person(sessions, ada)

    assert _versions(sessions) == (2, 2)
    assert stale_rows(sessions) == {(1, 1): Staleness.NOW}


def test_who_is_suspended_leaves_and_comes_back(sessions: Sessions) -> None:
    ada = add_person(sessions, A)

    change(sessions, ada, suspended=True)
    assert (_changed_in(sessions, ada), _removals(sessions)) == (0, {ada: 2})

    change(sessions, ada, suspended=False)
    assert (_changed_in(sessions, ada), _removals(sessions)) == (3, {})


def test_who_loses_the_last_face_leaves(sessions: Sessions) -> None:
    ada = add_person(sessions, A)

    delete_face(sessions, faces_of(sessions, ada)[0])

    assert (_changed_in(sessions, ada), _removals(sessions)) == (0, {ada: 2})


def test_the_deletion_of_a_stranger_is_waited_for(sessions: Sessions) -> None:
    stranger = add_stranger(sessions, A)

    delete_person(sessions, stranger)

    assert _versions(sessions) == (2, 2)
    assert _removals(sessions) == {stranger: 2}


def test_a_change_goes_by_the_database_and_not_by_an_object_that_was_read_before(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    with sessions() as session:
        read_long_ago = session.get_one(Person, ada)
    add_faces(sessions, ada, B)
    _all_written(sessions)

    with sessions.begin() as session:
        collection = lock_collection(session, COLLECTION)
        remove_people(session, collection, [read_long_ago])

    assert _changed_in(sessions, ada) == 0
    assert stale_rows(sessions) == {(2, 2): Staleness.NOW, (3, 3): Staleness.NOW}


def _versions(sessions: Sessions) -> tuple[int, int]:
    with sessions() as session:
        collection = session.get_one(Collection, COLLECTION)
        return collection.version, collection.needed_version


def _changed_in(sessions: Sessions, person_id: str) -> int:
    with sessions() as session:
        return session.get_one(Person, person_id).changed_in


def _removals(sessions: Sessions) -> dict[str, int]:
    with sessions() as session:
        return {row.person_id: row.removed_in for row in session.scalars(select(GalleryRemoval))}


def _all_written(sessions: Sessions) -> None:
    _written(sessions, *(row.first for row in rows_of(sessions)))


def _written(sessions: Sessions, *firsts: int) -> None:
    with sessions.begin() as session:
        for first in firsts:
            session.get_one(GallerySegment, (COLLECTION, first)).stale = Staleness.FRESH
