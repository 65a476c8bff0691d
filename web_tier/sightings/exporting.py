"""Brings sightings to the sink, again whenever they have grown; what is not there yet is tried again."""

from collections.abc import Sequence

from sqlalchemy import select

from web_tier.database import Sessions
from web_tier.models import Person, Sighting
from web_tier.sightings.sink import SightingPoint, SightingSink

BATCH = 500

_WAITING = select(Sighting).where(Sighting.exported.is_(False)).limit(BATCH)


class Exporter:
    """One `step` writes what waits; several processes may do so at once, as writing twice changes nothing."""

    def __init__(self, sessions: Sessions, sink: SightingSink) -> None:
        self._sessions = sessions
        self._sink = sink

    def step(self) -> None:
        """Export until nothing waits. Raises ServiceUnavailable where the sink does not answer."""
        while points := self._waiting():
            self._sink.write(points)
            for point in self._unsettled(points):
                self._sink.forget_one(point.place)
            self._forget_the_gone(points)

    def _waiting(self) -> list[SightingPoint]:
        with self._sessions() as session:
            return [SightingPoint.of(row) for row in session.scalars(_WAITING)]

    def _unsettled(self, points: Sequence[SightingPoint]) -> list[SightingPoint]:
        """Note what was written; return what is gone meanwhile or somebody else's, or is becoming that.

        Rows that somebody is changing just now are left alone: two who change many would wait for each other.
        """
        written = {point.sighting_id: point for point in points}
        query = select(Sighting).where(Sighting.id.in_(written)).with_for_update(skip_locked=True)
        with self._sessions.begin() as session:
            for row in session.scalars(query):
                if row.person_id == written[row.id].person_id:
                    point = written.pop(row.id)
                    row.exported, row.exported_first_at = point.is_still(row), point.first_at
        return list(written.values())

    def _forget_the_gone(self, points: Sequence[SightingPoint]) -> None:
        """Take back what was written of people who were deleted while it was on its way."""
        wanted = {point.person_id for point in points}
        with self._sessions() as session:
            present = set(session.scalars(select(Person.id).where(Person.id.in_(wanted))))
        for person_id in sorted(wanted - present):
            self._sink.forget(person_id)
