"""People in the database, on SQLite and on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from tests.web_tier.made_faces import add_person, enrol
from web_tier import people
from web_tier.database import Sessions
from web_tier.failures import Conflict, NotFound, RequestFailure
from web_tier.models import Collection, Person
from web_tier.person_fields import NewPerson, PeopleQuery, PersonChanges


def test_a_person_is_found_again_with_everything_that_was_given(sessions: Sessions) -> None:
    new = NewPerson(name="Zoë 山田", external_id="e-1", details={"team": ["a", 1, None]}, collection="staff")

    with sessions.begin() as session:
        made = people.create(session, new, now=5.25)

    with sessions() as session:
        found = people.get(session, made.id)
    assert (found.name, found.external_id, found.details) == ("Zoë 山田", "e-1", {"team": ["a", 1, None]})
    assert (found.collection, found.created_at, found.updated_at) == ("staff", 5.25, 5.25)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\nb", "a\x00b", "a\x85b", "a\u2028b", "\ud800"])
def test_a_name_is_one_line_of_1_to_200_characters(name: str) -> None:
    with pytest.raises(ValidationError):
        NewPerson(name=name)


def test_a_name_of_200_characters_fits_and_is_stripped(sessions: Sessions) -> None:
    name = "山" * 200

    person_id = add_person(sessions, f"  {name} ")

    with sessions() as session:
        assert people.get(session, person_id).name == name


def _nested(depth: int) -> list[Any]:
    return [] if depth == 0 else [_nested(depth - 1)]


@pytest.mark.parametrize(
    "details",
    [{"x": "y" * 9000}, {"x": float("nan")}, {"x": float("inf")}, {"x": _nested(400)}, {"x": "\ud800"}],
    ids=["too large", "nan", "infinity", "too deep", "broken text"],
)
def test_details_that_could_not_be_kept_or_answered_are_refused(details: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewPerson(name="Ada", details=details)


def test_details_may_hold_any_text(sessions: Sessions) -> None:
    details = {"nul": "\x00", "emoji": "😀"}

    with sessions.begin() as session:
        made = people.create(session, NewPerson(name="Ada", details=details), now=1.0)

    with sessions() as session:
        assert people.get(session, made.id).details == details


def test_an_external_id_belongs_to_one_person_of_a_collection(sessions: Sessions) -> None:
    with sessions.begin() as session:
        people.create(session, NewPerson(name="Ada", external_id="7"), now=1.0)

    with pytest.raises(Conflict), sessions.begin() as session:
        people.create(session, NewPerson(name="Bob", external_id="7"), now=1.0)

    with sessions.begin() as session:  # another collection, other ids
        people.create(session, NewPerson(name="Bob", external_id="7", collection="staff"), now=1.0)


def test_many_people_may_be_without_an_external_id(sessions: Sessions) -> None:
    assert add_person(sessions) != add_person(sessions)


def test_of_twenty_simultaneous_people_with_one_external_id_one_is_made(sessions: Sessions) -> None:
    together = threading.Barrier(20)

    def create(turn: int) -> bool:
        together.wait(timeout=20)
        try:
            with sessions.begin() as session:
                people.create(session, NewPerson(name=f"P{turn}", external_id="7"), now=1.0)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        made = list(threads.map(create, range(20)))

    assert made.count(True) == 1
    with sessions() as session:
        assert len(session.scalars(select(Person)).all()) == 1
        assert session.scalars(select(Collection.name)).all() == ["default"]


def test_only_what_is_given_is_changed(sessions: Sessions) -> None:
    with sessions.begin() as session:
        new = NewPerson(name="Ada", external_id="7", details={"a": 1})
        made = people.create(session, new, now=1.0)

    with sessions.begin() as session:
        changed = people.update(session, made.id, PersonChanges(name="Ada L."), now=2.0)

    assert (changed.name, changed.external_id, changed.details) == ("Ada L.", "7", {"a": 1})
    assert (changed.created_at, changed.updated_at) == (1.0, 2.0)


def test_an_external_id_can_be_taken_away(sessions: Sessions) -> None:
    with sessions.begin() as session:
        made = people.create(session, NewPerson(name="Ada", external_id="7"), now=1.0)

    with sessions.begin() as session:
        people.update(session, made.id, PersonChanges(external_id=None), now=2.0)

    with sessions() as session:
        assert people.get(session, made.id).external_id is None


def test_a_change_to_an_external_id_in_use_is_refused_and_changes_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        people.create(session, NewPerson(name="Ada", external_id="7"), now=1.0)
        bob = people.create(session, NewPerson(name="Bob"), now=1.0)

    with pytest.raises(Conflict), sessions.begin() as session:
        people.update(session, bob.id, PersonChanges(name="Rob", external_id="7"), now=2.0)

    with sessions() as session:
        assert people.get(session, bob.id).name == "Bob"


@pytest.mark.parametrize("person_id", ["0" * 32, "nobody", "\x00", "a\x00b", "' OR 1=1 --"])
def test_whoever_is_not_there_is_not_found(sessions: Sessions, person_id: str) -> None:
    with sessions.begin() as session:
        with pytest.raises(NotFound):
            people.get(session, person_id)
        with pytest.raises(NotFound):
            people.update(session, person_id, PersonChanges(name="x"), now=1.0)
        with pytest.raises(NotFound):
            people.get_stranger(session, person_id)


def test_people_are_found_by_collection_name_and_external_id(sessions: Sessions) -> None:
    with sessions.begin() as session:
        people.create(session, NewPerson(name="Ada", external_id="1"), now=1.0)
        people.create(session, NewPerson(name="Ada", external_id="2", collection="staff"), now=2.0)
        people.create(session, NewPerson(name="Bob", external_id="3", collection="staff"), now=3.0)

    def found(**filters: str) -> list[str | None]:
        with sessions() as session:
            return [
                each.external_id for each in people.page(session, PeopleQuery.model_validate(filters)).items
            ]

    assert found() == ["1", "2", "3"]
    assert found(name="Ada") == ["1", "2"]
    assert found(collection="staff") == ["2", "3"]
    assert found(name="Ada", collection="staff") == ["2"]
    assert found(external_id="3") == ["3"]
    assert found(collection="nowhere") == []


def test_pages_miss_nobody_and_repeat_nobody_while_people_come_and_go(sessions: Sessions) -> None:
    with sessions.begin() as session:  # times that are equal, as they are in bulk imports
        made = [people.create(session, NewPerson(name=f"P{n}"), now=float(n // 4)) for n in range(10)]

    with sessions.begin() as session:
        page = people.page(session, PeopleQuery(limit=3))
        people.create(session, NewPerson(name="first of all"), now=-1.0)
        people.create(session, NewPerson(name="last of all"), now=100.0)
        session.delete(page.items[-1])  # the very one that the cursor names
    seen = [person.name for person in page.items]
    while page.next:
        with sessions() as session:
            page = people.page(session, PeopleQuery(limit=3, cursor=page.next))
        seen += [person.name for person in page.items]

    assert sorted(seen[:-1]) == sorted(person.name for person in made)
    assert seen[-1] == "last of all"


def test_the_last_page_has_no_next(sessions: Sessions) -> None:
    both = {add_person(sessions, "Ada"), add_person(sessions, "Bob")}

    with sessions() as session:
        first = people.page(session, PeopleQuery(limit=1))
        last = people.page(session, PeopleQuery(limit=1, cursor=first.next))

    assert {person.id for person in (*first.items, *last.items)} == both
    assert first.next is not None
    assert last.next is None


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "eyJhdCI6TmFOLCJpZCI6IngifQ==", "e30="])
def test_a_cursor_from_elsewhere_is_refused(sessions: Sessions, cursor: str) -> None:
    with sessions() as session, pytest.raises(RequestFailure):
        people.page(session, PeopleQuery(cursor=cursor))


def test_names_are_told_of_those_who_are_still_there(sessions: Sessions) -> None:
    ada = add_person(sessions, "Ada")

    with sessions() as session:
        assert people.names_of(session, [ada, "gone", ada]) == {ada: "Ada"}
        assert people.names_of(session, []) == {}


def test_faces_are_listed_and_counted(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, "Ada"), add_person(sessions, "Bob")
    enrolled = {enrol(sessions, ada) for _ in range(3)}

    with sessions() as session:
        assert {face.id for face in people.faces_of(session, ada)} == enrolled
        assert people.face_counts(session, [ada, bob]) == {ada: 3}


def test_a_face_is_found_through_its_own_person_alone(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, "Ada"), add_person(sessions, "Bob")
    face_id = enrol(sessions, ada)

    with sessions() as session:
        assert people.face_of(session, ada, face_id).id == face_id
        with pytest.raises(NotFound):
            people.face_of(session, bob, face_id)
