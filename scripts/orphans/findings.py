"""What a check finds."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where something lies."""

    INPUT = "input bucket"
    OUTPUT = "output bucket"
    STATE = "state bucket"
    TABLES = "tables"
    INFLUXDB = "InfluxDB"
    PGVECTOR = "pgvector"


@dataclass(frozen=True, kw_only=True, order=True)
class Orphan:
    """Something that belongs to nothing, or that says more than it may."""

    place: Place
    key: str  #: of the object, or table and id
    reason: str


@dataclass(frozen=True, kw_only=True)
class Findings:
    """All of one check."""

    orphans: tuple[Orphan, ...]
    notes: tuple[str, ...]  #: what is no orphan, and worth knowing
    looked_at: int  #: objects, rows and series
