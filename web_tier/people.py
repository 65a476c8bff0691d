"""People and their faces in the database: make, find, change, delete."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web_tier.failures import Conflict, NotFound
from web_tier.gallery_changes import ensure_collection, lock_collection, remove_faces
from web_tier.models import Face, Person
from web_tier.paging import Page, oldest_first
from web_tier.person_fields import NewPerson, PeopleQuery, PersonChanges


def create(session: Session, new: NewPerson, now: float) -> Person:
    """Add a person; a collection comes into being with its first.

    Raises Conflict for an external id in use.
    """
    ensure_collection(session, new.collection, now)
    person = Person(id=uuid.uuid4().hex, created_at=now, updated_at=now, **new.model_dump())
    with _external_id_is_free(session):
        session.add(person)
    return person


def get(session: Session, person_id: str) -> Person:
    """Return a person. Raises NotFound."""
    return _present(session.get(Person, _safe(person_id)))


def page(session: Session, asked: PeopleQuery) -> Page[Person]:
    """Return a page of people, first come first; those added meanwhile come last."""
    filters = asked.model_dump(include={"collection", "name", "external_id"}, exclude_none=True)
    return oldest_first(session, select(Person).filter_by(**filters), (Person.created_at, Person.id), asked)


def update(session: Session, person_id: str, changes: PersonChanges, now: float) -> Person:
    """Change what `changes` sets. Raises NotFound, and Conflict for an external id in use."""
    person = _get_locked(session, person_id)
    with _external_id_is_free(session):
        for field, value in changes.model_dump(exclude_unset=True).items():
            setattr(person, field, value)
        person.updated_at = now
    return person


def delete(session: Session, person_id: str) -> str:
    """Delete a person with their faces; return the collection, to be published then. Raises NotFound."""
    collection = lock_collection(session, get(session, person_id).collection)
    person = _get_locked(session, person_id)
    remove_faces(session, collection, faces_of(session, person_id))
    session.delete(person)
    return collection.name


def delete_face(session: Session, person_id: str, face_id: str) -> str:
    """Delete one face; return the collection, to be published then. Raises NotFound."""
    collection = lock_collection(session, get(session, person_id).collection)
    faces = [face for face in faces_of(session, person_id) if face.id == face_id]
    if not faces:
        raise NotFound("This person has no such face.")
    remove_faces(session, collection, faces)
    return collection.name


def faces_of(session: Session, person_id: str) -> list[Face]:
    """Return a person's faces, oldest first."""
    query = select(Face).where(Face.person_id == person_id).order_by(Face.created_at, Face.id)
    return list(session.scalars(query))


def face_counts(session: Session, person_ids: Iterable[str]) -> dict[str, int]:
    """Return how many faces each person has; who has none is left out."""
    query = (
        select(Face.person_id, func.count()).where(Face.person_id.in_(person_ids)).group_by(Face.person_id)
    )
    return {person_id: count for person_id, count in session.execute(query)}


def names_of(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those of these people who are still there."""
    wanted = set(person_ids)
    query = select(Person.id, Person.name).where(Person.id.in_(wanted))
    return {person_id: name for person_id, name in session.execute(query)} if wanted else {}


def _get_locked(session: Session, person_id: str) -> Person:
    """Return a person as they are now; nobody else changes them until the end of the transaction."""
    return _present(session.get(Person, _safe(person_id), with_for_update=True, populate_existing=True))


def _safe(person_id: str) -> str:
    return person_id if person_id.isalnum() else ""  # PostgreSQL refuses to look for a NUL


def _present(person: Person | None) -> Person:
    if person is None:
        raise NotFound("There is no such person.")
    return person


@contextmanager
def _external_id_is_free(session: Session) -> Iterator[None]:
    """Write what the block changes. Raises Conflict where another person has that external id."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise Conflict("Another person of this collection has that external id.") from error
