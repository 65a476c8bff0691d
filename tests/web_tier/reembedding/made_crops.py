"""Enrolled faces with crops, and workers that have another model pack by now."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from pipeline.keys import crop_key
from pipeline.results import Box, Face, Linking, ModelId
from tests.web_tier.people.rows import DIMENSIONS, add_face
from tests.web_tier.world import SIZE, Answer, World, face, found, picture
from web_tier import models
from web_tier.models import Person

NEW_MODEL = "new"
_COUNTER = itertools.count()


def crop() -> bytes:
    """Return a picture that no other is like."""
    return picture(f"#{next(_COUNTER) * 37 % 0xFFFFFF:06x}")


def add_face_with_crop(world: World, session: Session, person: Person, jpeg: bytes) -> models.Face:
    """Give a person a face, and its picture."""
    row = add_face(session, person)
    row.crop_key = crop_key(person.collection, row.id)
    session.flush()
    world.state.put(row.crop_key, jpeg)
    return row


def shown(*embedding: float, box: Box | None = None, crop: str | None = None) -> Face:
    """Return a face in the middle of a crop, with this embedding."""
    return replace(
        face(), box=box or Box(left=25, top=20, width=50, height=40), embedding=embedding, crop=crop
    )


def seen_anew(*faces: Face, model: str = NEW_MODEL, linking: Linking | None = None) -> Answer:
    """Return the answer of a worker with another model pack."""
    pack = ModelId(pack="test", version="2", embeddings=model, runtime="none")
    return lambda request: replace(found(*faces)(request), image=SIZE, model=pack, linking=linking)


def along(axis: int) -> Sequence[float]:
    """Return a unit embedding."""
    return [float(number) for number in np.eye(DIMENSIONS)[axis]]
