"""How people stand to the gallery before a change of theirs is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from web_tier.models import Face, Person, PersonKind

#: Made once: putting a statement together costs more than executing it.
_STANDINGS = (
    select(
        Person.id,
        Person.changed_in,
        Person.kind,
        Person.suspended,
        exists().where(Face.person_id == Person.id),
    )
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.id)
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Somebody, and whether the gallery has them."""

    person_id: str
    changed_in: int  #: the version whose segment has them, 0 where none has
    is_named: bool
    belongs: bool  #: whether the gallery is to have them from now on


def standings(session: Session, person_ids: Sequence[str]) -> list[Standing]:
    """Return how these people stand, as the database has it and not as objects remember it."""
    session.flush()
    return [
        Standing(
            person_id=person_id,
            changed_in=changed_in,
            is_named=kind == PersonKind.PERSON,
            belongs=has_faces and not suspended,
        )
        for person_id, changed_in, kind, suspended, has_faces in session.execute(
            _STANDINGS, {"ids": list(person_ids)}
        )
    ]
