"""People and strangers in the database: make, find, change."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web_tier.failures import Conflict, RequestFailure
from web_tier.gallery.changes import change_people, ensure_collection
from web_tier.models import Person, PersonKind
from web_tier.paging import Page, oldest_first
from web_tier.people.consent import set_consent
from web_tier.people.heirs import present_id
from web_tier.people.locking import expect, find, locked
from web_tier.person_fields import NewPerson, PeopleQuery, PersonChanges, PersonFields


def create(session: Session, new: NewPerson, now: float, person_id: str | None = None) -> Person:
    """Add a person, with an id of the caller's or a new one; a collection comes into being with its first.

    Raises Conflict for an external id in use, and RequestFailure for a consent that has expired.
    """
    ensure_collection(session, new.collection, now)
    person = Person(
        id=person_id or uuid.uuid4().hex, collection=new.collection, name=new.name, created_at=now
    )
    with external_id_is_free(session):
        describe(person, new, now)
        session.add(person)
    return person


def new_stranger(session: Session, collection: str, now: float) -> Person:
    """Add somebody who has no name yet."""
    person = Person(
        id=uuid.uuid4().hex,
        collection=collection,
        kind=PersonKind.STRANGER,
        name="",
        created_at=now,
        updated_at=now,
    )
    session.add(person)
    session.flush()
    return person


def describe(person: Person, fields: PersonFields, now: float) -> None:
    """Write down what is said of a person. Raises RequestFailure for a consent that has expired."""
    person.name, person.external_id, person.details = fields.name, fields.external_id, fields.details
    set_consent(person, fields.consent, now)
    person.updated_at = now
    if person.suspended:
        raise RequestFailure("consent: it has expired")


def get(session: Session, person_id: str) -> Person:
    """Return a person, also by the id of somebody who became them. Raises NotFound."""
    return expect(find(session, present_id(session, person_id)), PersonKind.PERSON)


def get_stranger(session: Session, person_id: str) -> Person:
    """Return a stranger, also by the id of somebody who became them. Raises NotFound."""
    return expect(find(session, present_id(session, person_id)), PersonKind.STRANGER)


def page(session: Session, asked: PeopleQuery) -> Page[Person]:
    """Return a page of people, first come first; those added meanwhile come last."""
    filters = asked.model_dump(include={"collection", "name", "external_id"}, exclude_none=True)
    query = select(Person).filter_by(kind=PersonKind.PERSON, **filters)
    return oldest_first(session, query, (Person.created_at, Person.id), asked)


def update(session: Session, person_id: str, changes: PersonChanges, now: float) -> Person:
    """Change what `changes` sets; somebody whose consent has expired by it is suspended.

    Raises NotFound, and Conflict for an external id in use.
    """
    collection, person = locked(session, person_id, PersonKind.PERSON)
    was_suspended = person.suspended
    with external_id_is_free(session):
        for field in changes.model_fields_set - {"consent"}:
            setattr(person, field, getattr(changes, field))
        if "consent" in changes.model_fields_set:
            set_consent(person, changes.consent, now)
        person.updated_at = now
    if person.suspended != was_suspended:
        change_people(session, collection, [person])
    return person


@contextmanager
def external_id_is_free(session: Session) -> Iterator[None]:
    """Write what the block changes. Raises Conflict where another person has that external id."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise Conflict("Another person of this collection has that external id.") from error
