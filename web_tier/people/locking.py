"""Takes people in hand to change them: their collection locked first, then everybody as they are now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.failures import Conflict, NotFound
from web_tier.gallery.changes import lock_collection
from web_tier.models import Collection, Person, PersonKind


def find(session: Session, person_id: str) -> Person:
    """Return a person or a stranger. Raises NotFound."""
    # ids are letters and digits; PostgreSQL refuses to look for a NUL
    person = session.get(Person, person_id) if person_id.isalnum() else None
    if person is None:
        raise NotFound("There is no such person.")
    return person


def locked(session: Session, person_id: str, kind: PersonKind) -> tuple[Collection, Person]:
    """Return somebody of this kind and their collection, which stay until the end of the transaction.

    Raises NotFound.
    """
    collection, (person,) = locked_together(session, [person_id])
    return collection, expect(person, kind)


def locked_together(session: Session, person_ids: Sequence[str]) -> tuple[Collection, list[Person]]:
    """Return people or strangers of one collection in this order, and the collection.

    Raises NotFound, and Conflict where they are of several collections.
    """
    collection = lock_collection(session, find(session, person_ids[0]).collection)
    people = [_as_they_are_now(session, person_id) for person_id in person_ids]
    if any(person.collection != collection.name for person in people):
        raise Conflict("They are not of one collection.")
    return collection, people


def expect(person: Person, kind: PersonKind) -> Person:
    """Return the person. Raises NotFound where they are of the other kind, under whose address they are."""
    if person.kind != kind:
        raise NotFound(f"There is no such {kind}.")
    return person


def _as_they_are_now(session: Session, person_id: str) -> Person:
    query = select(Person).where(Person.id == find(session, person_id).id)
    person = session.scalar(query, execution_options={"populate_existing": True})
    if person is None:  # deleted while the lock was waited for
        raise NotFound("There is no such person.")
    return person
