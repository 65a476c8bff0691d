"""Strangers of whom there is no sighting any more."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from web_tier.erasure.rows import some
from web_tier.models import Person, PersonKind, Sighting


def homes_of(session: Session, person_ids: Collection[str]) -> dict[str, list[str]]:
    """Return who of these is in which collection."""
    homes = defaultdict(list)
    for ids in some(person_ids):
        for person_id, name in session.execute(
            select(Person.id, Person.collection).where(Person.id.in_(ids))
        ):
            homes[name].append(person_id)
    return homes


def unseen_strangers(session: Session, person_ids: Sequence[str]) -> list[Person]:
    """Return those of these people who have neither a name nor a sighting."""
    query = select(Person).where(
        Person.id.in_(person_ids),
        Person.kind == PersonKind.STRANGER,
        ~exists().where(Sighting.person_id == Person.id),
    )
    return list(session.scalars(query))
