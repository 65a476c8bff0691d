"""Where sightings go beside the SQL database, such as a database of time series."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from web_tier.models import Sighting


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a sink has a sighting."""

    sighting_id: str
    person_id: str
    first_at: float  #: seconds since the epoch
    source: str | None

    def as_text(self) -> str:
        """Return it as one line, of at most 160 letters."""
        return f"{self.sighting_id} {self.person_id} {self.first_at!r} {self.source or ''}"

    @classmethod
    def of_text(cls, line: str) -> Self:
        """Return the place that a line names."""
        sighting_id, person_id, first_at, source = line.split(" ", 3)
        return cls(
            sighting_id=sighting_id, person_id=person_id, first_at=float(first_at), source=source or None
        )

    @classmethod
    def of(cls, sighting: Sighting) -> Self:
        """Return where a row is, if it was written, or may be written just now."""
        at = sighting.first_at if sighting.exported_first_at is None else sighting.exported_first_at
        return cls(sighting_id=sighting.id, person_id=sighting.person_id, first_at=at, source=sighting.source)


@dataclass(frozen=True, kw_only=True)
class SightingPoint:
    """A sighting as it stood when it was read."""

    sighting_id: str
    collection: str
    person_id: str
    source: str | None
    verdict: str
    first_at: float  #: seconds since the epoch
    last_at: float
    pictures: int
    clarity: float
    similarity: float | None
    written_first_at: float | None  #: when it began as it was written last; None: it never was

    @property
    def place(self) -> Place:
        """Where it is to be written."""
        return self._beginning(self.first_at)

    @property
    def former_place(self) -> Place | None:
        """Where it was written last."""
        return None if self.written_first_at is None else self._beginning(self.written_first_at)

    def is_still(self, sighting: Sighting) -> bool:
        """Whether the row stands as it did: it may have grown, or be said to be something else."""
        return (self.pictures, self.verdict) == (sighting.pictures, sighting.verdict)

    def _beginning(self, first_at: float) -> Place:
        return Place(
            sighting_id=self.sighting_id, person_id=self.person_id, first_at=first_at, source=self.source
        )

    @classmethod
    def of(cls, sighting: Sighting) -> Self:
        """Return the point of a row."""
        return cls(
            sighting_id=sighting.id,
            collection=sighting.collection,
            person_id=sighting.person_id,
            source=sighting.source,
            verdict=sighting.verdict,
            first_at=sighting.first_at,
            last_at=sighting.last_at,
            pictures=sighting.pictures,
            clarity=sighting.clarity,
            similarity=sighting.similarity,
            written_first_at=sighting.exported_first_at,
        )


class SightingSink(Protocol):
    """Keeps sightings in its own way. Every method raises ServiceUnavailable where it does not answer."""

    def write(self, points: Sequence[SightingPoint]) -> None:
        """Keep sightings; one that is written again has grown, and replaces what was written of it."""

    def forget_one(self, place: Place) -> None:
        """Remove one sighting."""

    def forget(self, person_id: str) -> None:
        """Remove all sightings of a person."""

    def forget_before(self, collection: str, time: float) -> None:
        """Remove a collection's sightings that began before a time, seconds since the epoch."""


class NoSink:
    """Keeps nothing."""

    def write(self, points: Sequence[SightingPoint]) -> None:
        """Keep nothing."""

    def forget_one(self, place: Place) -> None:
        """Have nothing to remove."""

    def forget(self, person_id: str) -> None:
        """Have nothing to remove."""

    def forget_before(self, collection: str, time: float) -> None:
        """Have nothing to remove."""
