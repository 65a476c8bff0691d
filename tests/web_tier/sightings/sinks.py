"""A sink in memory."""

from collections.abc import Sequence

from web_tier.sightings.sink import Place, SightingPoint


class RememberingSink:
    """Keeps the last state of each sighting, as a sink does, and fails as a test tells it."""

    def __init__(self) -> None:
        self.points: dict[str, SightingPoint] = {}
        self.forgotten: list[str] = []
        self.removed: list[Place] = []
        self.forgotten_before: list[tuple[str, float]] = []
        self.failure: Exception | None = None

    def write(self, points: Sequence[SightingPoint]) -> None:
        """Keep sightings."""
        self._reach()
        self.points |= {point.sighting_id: point for point in points}

    def forget_one(self, place: Place) -> None:
        """Remove one sighting."""
        self._reach()
        self.removed.append(place)

    def forget(self, person_id: str) -> None:
        """Remove a person's sightings."""
        self._reach()
        self.forgotten.append(person_id)

    def forget_before(self, collection: str, time: float) -> None:
        """Note what is to be removed."""
        self._reach()
        self.forgotten_before.append((collection, time))

    def _reach(self) -> None:
        if self.failure is not None:
            raise self.failure
