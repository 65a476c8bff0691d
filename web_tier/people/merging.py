"""Makes several people or strangers one: everything that was the others' becomes the first one's."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from web_tier.erasure.leaving import leave_documents_naming, leave_exports_of
from web_tier.failures import Conflict, RequestFailure
from web_tier.gallery.changes import change_people
from web_tier.models import Collection, Delivery, Face, Job, Person, PersonKind, Sighting
from web_tier.people.faces import faces_of
from web_tier.people.heirs import leave_heir
from web_tier.people.links import are_forbidden, inherit_links
from web_tier.people.locking import expect, locked_together
from web_tier.people.mentions import inherit_mentions
from web_tier.people.seen import add_seen
from web_tier.people.vetoes import inherit_vetoes, withdraw_vetoes


def merge_people(session: Session, collection: Collection, into: Person, others: Sequence[Person]) -> None:
    """Hand everything of `others` over to `into`, and delete them. All are of this locked collection.

    Name, details, external id and consent of `into` stay.
    """
    for other in others:
        _hand_over(session, into, other)
        add_seen(into, other)
    withdraw_vetoes(session, into)
    session.flush()
    session.expire(into, ["faces"])
    # those without faces leave the gallery; nothing has to be forgotten, as their faces live on
    change_people(session, collection, [into, *others])
    _delete(session, others)


def unite(
    session: Session, person_id: str, other_ids: Sequence[str], *, kind: PersonKind, force: bool, now: float
) -> Person:
    """Merge `other_ids` into somebody of this kind, as a client says, which re-clustering never undoes.

    Raises NotFound, RequestFailure for somebody with themselves, and Conflict for those of other collections,
    for people with a name in a stranger, and, without `force`, for those who cannot be one person.
    """
    if person_id in other_ids:
        raise RequestFailure("Nobody can be merged with themselves.")
    collection, (into, *others) = locked_together(session, [person_id, *dict.fromkeys(other_ids)])
    expect(into, kind)
    if kind == PersonKind.STRANGER and any(other.kind != kind for other in others):
        raise Conflict("One of them has a name: merge the stranger into that person.")
    if not force and are_forbidden(session, [into.id, *other_ids]):
        raise Conflict('Somebody said that they are not one person; "force": true merges them all the same.')
    merge_people(session, collection, into, others)
    for face in faces_of(session, into.id):
        face.pinned = True
    into.updated_at = now
    session.flush()
    return into


def _hand_over(session: Session, heir: Person, former: Person) -> None:
    for table in (Face, Delivery, Job):
        session.execute(update(table).where(table.person_id == former.id).values(person_id=heir.id))
    sightings = update(Sighting).where(Sighting.person_id == former.id)
    session.execute(sightings.values(person_id=heir.id, exported=False))
    leave_documents_naming(session, former.id)
    leave_exports_of(session, former.id)
    inherit_mentions(session, heir.id, former.id)
    inherit_vetoes(session, heir.id, former.id)
    inherit_links(session, heir.id, former.id)
    leave_heir(session, heir.id, former.id)


def _delete(session: Session, people: Sequence[Person]) -> None:
    """Delete the bare rows: the ORM would take along faces that it remembers as theirs."""
    session.flush()
    session.execute(delete(Person).where(Person.id.in_([person.id for person in people])))
    for person in people:
        session.expunge(person)
