"""Says who a stranger is. With a name of their own faces, sightings and mentions are theirs as before."""

from sqlalchemy.orm import Session

from web_tier.gallery.changes import change_people
from web_tier.models import Person, PersonKind
from web_tier.people.directory import describe, external_id_is_free
from web_tier.people.faces import faces_of
from web_tier.people.locking import expect, locked, locked_together
from web_tier.people.merging import unite
from web_tier.person_fields import PersonFields


def say_who(session: Session, stranger_id: str, person_id: str, *, force: bool, now: float) -> Person:
    """Merge a stranger into a person who is known already. Raises as `unite`, NotFound for no stranger."""
    _, (stranger, _) = locked_together(session, [stranger_id, person_id])
    expect(stranger, PersonKind.STRANGER)  # somebody may have named them just now
    return unite(session, person_id, [stranger_id], kind=PersonKind.PERSON, force=force, now=now)


def name_stranger(session: Session, stranger_id: str, fields: PersonFields, now: float) -> Person:
    """Make a stranger a person of the gallery.

    Raises NotFound, Conflict for an external id in use, and RequestFailure for a consent that has expired.
    """
    collection, person = locked(session, stranger_id, PersonKind.STRANGER)
    with external_id_is_free(session):
        person.kind = PersonKind.PERSON
        describe(person, fields, now)
    for face in faces_of(session, person.id):
        face.pinned = True  # somebody said whose they are
    session.flush()
    change_people(session, collection, [person])
    return person
