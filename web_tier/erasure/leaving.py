"""Writes down what is to be removed from the buckets, in the transaction that removes its rows."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from web_tier.models import Leftover, LeftoverKind, Mention, Sighting
from web_tier.sightings.sink import Place


@dataclass(frozen=True, kw_only=True)
class Left:
    """Something that must go."""

    kind: LeftoverKind
    key: str
    sha256: str | None = None  #: where another picture may have taken its place: the one that is meant


@dataclass(frozen=True, kw_only=True)
class Call:
    """One deletion, which removes what it left as soon as it is committed."""

    id: str
    now: float

    def leaves(self, session: Session, things: Iterable[Left]) -> int:
        """Write things down; return how many."""
        rows = [{**asdict(thing), "call": self.id, "since": self.now} for thing in things]
        if rows:
            session.execute(insert(Leftover), rows)
        return len(rows)


def leave_documents_naming(session: Session, person_id: str) -> None:
    """Have documents that name somebody rewritten soon: they are about to become somebody else."""
    kind, call, since = literal(LeftoverKind.DOCUMENT.value), literal(""), literal(0.0)
    naming = select(kind, Mention.job_id, call, since).where(Mention.person_id == person_id).distinct()
    session.execute(insert(Leftover).from_select(["kind", "key", "call", "since"], naming))


def leave_exports_of(session: Session, person_id: str) -> None:
    """Have the sink forget somebody soon whose sightings become somebody else's, and are exported again."""
    row = {"kind": LeftoverKind.EXPORTS, "key": person_id, "call": "", "since": 0.0}
    session.execute(insert(Leftover), row)


def leave_export_of(session: Session, sighting: Sighting) -> None:
    """Have the sink forget a sighting soon that is about to become somebody else's."""
    row = {"kind": LeftoverKind.POINT, "key": Place.of(sighting).as_text(), "call": "", "since": 0.0}
    session.execute(insert(Leftover), row)
