"""Finds the people of a bulk enrolment, or adds them, once however often the request comes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.failures import Conflict
from web_tier.models import Person, PersonKind
from web_tier.people.directory import create
from web_tier.people.heirs import present_id
from web_tier.person_fields import NewPerson


def found_or_added(session: Session, new: NewPerson, key: str | None, now: float) -> Person:
    """Return the person of that external id, or who was added under this key before, or somebody new.

    Raises Conflict for a key under which somebody else was added, and as `create` does.
    """
    person_id = None if key is None else key[:32]  # so that who was added by this key is found again
    try:
        return _found(session, new, person_id) or create(session, new, now, person_id)
    except Conflict:
        found = _found(session, new, person_id)  # whom another request has added since
        if found is None:
            raise
        return found


def _found(session: Session, new: NewPerson, person_id: str | None) -> Person | None:
    by_external_id = select(Person).where(
        Person.collection == new.collection,
        Person.external_id == new.external_id,
        Person.kind == PersonKind.PERSON,
    )
    if new.external_id is not None and (known := session.scalar(by_external_id)):
        return known
    return None if person_id is None else _added_before(session, new, person_id)


def _added_before(session: Session, new: NewPerson, person_id: str) -> Person | None:
    found = session.get(Person, present_id(session, person_id))
    said = (PersonKind.PERSON, new.collection, new.name, new.external_id)
    if found is not None and said != (found.kind, found.collection, found.name, found.external_id):
        raise Conflict("This Idempotency-Key was used for another request.")
    return found
