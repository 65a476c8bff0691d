"""Rows of sightings, without the pictures that make them."""

import itertools
from dataclasses import asdict

from pipeline.results import Box
from tests.web_tier.world import World
from web_tier.models import Person, PersonKind, Sighting

BOX = asdict(Box(left=1, top=2, width=3, height=4))
_numbers = itertools.count(1)


def new_id() -> str:
    """Return an id unlike all before."""
    return f"{next(_numbers):032x}"


def stranger(
    world: World, *, last_seen_at: float | None = None, updated_at: float = 0.0, collection: str = "default"
) -> str:
    """Add a stranger; return the id."""
    with world.sessions.begin() as session:
        row = Person(
            id=new_id(),
            collection=collection,
            kind=PersonKind.STRANGER,
            name="",
            last_seen_at=last_seen_at,
            created_at=0.0,
            updated_at=updated_at,
        )
        session.add(row)
    return row.id


def sighting(world: World, person_id: str, at: float, **changes: object) -> str:
    """Add a sighting; return the id."""
    values: dict[str, object] = {
        "id": new_id(),
        "collection": "default",
        "person_id": person_id,
        "source": None,
        "first_at": at,
        "last_at": at,
        "pictures": 1,
        "job_id": new_id(),
        "face_index": 0,
        "box": BOX,
        "verdict": "known",
        "similarity": 90.0,
        "clarity": 50.0,
        "crop_key": None,
        "exported": False,
    }
    with world.sessions.begin() as session:
        row = Sighting(**values | changes)
        session.add(row)
    return row.id
