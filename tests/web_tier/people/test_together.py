"""Several clients say at once who is who: one is right, the others are told, and nobody waits for ever."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from tests.web_tier.people.published import published
from tests.web_tier.people.rows import add_face, add_person, names
from web_tier.database import Sessions
from web_tier.failures import NotFound, RequestFailure
from web_tier.models import PersonKind
from web_tier.people.merging import unite
from web_tier.people.naming import name_stranger, say_who
from web_tier.people.regrouping import move
from web_tier.person_fields import PersonFields

NOW = 99.0
PERSON = PersonKind.PERSON


def succeeded(sessions: Sessions, changes: Sequence[Callable[[Session], object]]) -> int:
    """Make all changes at once, each in a transaction of its own; return how many were not refused."""
    together = threading.Barrier(len(changes))

    def attempt(change: Callable[[Session], object]) -> bool:
        together.wait(timeout=20)
        try:
            with sessions.begin() as session:
                change(session)
        except RequestFailure:
            return False
        return True

    with ThreadPoolExecutor(len(changes)) as threads:
        return sum(threads.map(attempt, changes))


def merging(into_id: str, other_id: str) -> Callable[[Session], object]:
    return lambda session: unite(session, into_id, [other_id], kind=PERSON, force=False, now=NOW)


def moving(person_id: str, face_id: str, to_id: str) -> Callable[[Session], object]:
    return lambda session: move(session, person_id, face_id, to_id, kind=PERSON, now=NOW)


def test_of_six_people_who_claim_a_stranger_one_gets_them(sessions: Sessions) -> None:
    with sessions.begin() as session:
        stranger = add_person(session, "", faces=1)
        people = [add_person(session, f"P{n}", faces=1) for n in range(6)]

    assert succeeded(sessions, [merging(each.id, stranger.id) for each in people]) == 1

    assert sorted(faces for _, faces in published(sessions).people.values()) == [1, 1, 1, 1, 1, 2]


def test_of_two_who_are_merged_into_each_other_one_is_left(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada, again = add_person(session, "Ada", faces=1), add_person(session, "Ada", faces=1)

    assert succeeded(sessions, [merging(ada.id, again.id), merging(again.id, ada.id)]) == 1

    with sessions() as session:
        assert names(session) == ["Ada"]
    assert list(published(sessions).people.values()) == [(False, 2)]


def test_a_stranger_whom_two_give_different_names_at_once_gets_one(sessions: Sessions) -> None:
    with sessions.begin() as session:
        stranger, ada = add_person(session, "", faces=1), add_person(session, "Ada", faces=1)

    def name(session: Session) -> object:
        return name_stranger(session, stranger.id, PersonFields(name="Bob"), NOW)

    def say_ada(session: Session) -> object:
        return say_who(session, stranger.id, ada.id, force=False, now=NOW)

    assert succeeded(sessions, [name, say_ada, name, say_ada]) == 1

    faces = sorted(faces for _, faces in published(sessions).people.values())
    with sessions() as session:
        assert (names(session), faces) in [(["Ada"], [2]), (["Ada", "Bob"], [1, 1])]


def test_whoever_was_named_is_not_merged_as_a_stranger(sessions: Sessions) -> None:
    with sessions.begin() as session:
        bob, ada = add_person(session, "Bob", faces=1), add_person(session, "Ada", faces=1)

    with pytest.raises(NotFound), sessions.begin() as session:
        say_who(session, bob.id, ada.id, force=False, now=NOW)

    with sessions() as session:
        assert names(session) == ["Ada", "Bob"]


def test_a_face_that_several_move_arrives_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ada = add_person(session, "Ada", faces=1)
        face = add_face(session, ada)
        people = [add_person(session, f"P{n}") for n in range(6)]

    assert succeeded(sessions, [moving(ada.id, face.id, each.id) for each in people]) == 1

    assert sorted(faces for _, faces in published(sessions).people.values()) == [1, 1]
