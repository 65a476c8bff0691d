"""Sightings on their way to a sink."""

from typing import Any

from web_tier.sightings.sink import SightingPoint


def point(**changes: Any) -> SightingPoint:
    """Return a sighting of two and a half seconds."""
    values: dict[str, Any] = {
        "sighting_id": "0" * 32,
        "collection": "default",
        "person_id": "aa",
        "source": "door",
        "verdict": "known",
        "first_at": 1_500_000_000.25,
        "last_at": 1_500_000_002.75,
        "pictures": 3,
        "clarity": 50.0,
        "similarity": 90.0,
        "written_first_at": None,
    }
    return SightingPoint(**values | changes)
