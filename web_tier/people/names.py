"""What people are called."""

from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from web_tier.models import Heir, Person, PersonKind

#: Made once: putting a statement together costs more than executing it.
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_NAMEABLE = Person.kind == PersonKind.PERSON, Person.suspended.is_(False)
_RECOGNISED = (
    select(Person.id, Person.name)
    .where(Person.id.in_(_IDS), *_NAMEABLE)
    .union_all(
        select(Heir.former_id, Person.name)
        .join(Person, Person.id == Heir.heir_id)
        .where(Heir.former_id.in_(_IDS), *_NAMEABLE)
    )
)


def names_of(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those of these people who are still there; strangers have none."""
    wanted = set(person_ids)
    query = select(Person.id, Person.name).where(Person.id.in_(wanted), Person.kind == PersonKind.PERSON)
    return {person_id: name for person_id, name in session.execute(query)} if wanted else {}


def recognised_names(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of people as a worker knew them: of those merged since, their heirs'.

    Whose consent has expired since has none.
    """
    wanted = sorted(set(person_ids))
    rows = session.execute(_RECOGNISED, {"ids": wanted}) if wanted else ()
    return {person_id: name for person_id, name in rows}
