"""Searches every byte of every store for what should be gone."""

import json
from collections.abc import Iterator, Mapping

import numpy as np
from sqlalchemy import select

from pipeline.gallery import unit
from tests.web_tier.world import World
from web_tier.models import Base

Needles = Mapping[str, bytes]


def of_text(text: str) -> Needles:
    """Return what a text looks like wherever it stands."""
    return {text: text.encode()}


def of_id(person_id: str) -> Needles:
    """Return what an id looks like: as text, and packed as in a gallery's segments."""
    return {person_id: person_id.encode(), f"{person_id}, packed": bytes.fromhex(person_id)}


def of_embedding(embedding: tuple[float, ...]) -> Needles:
    """Return what an embedding looks like: in a column, in a segment, in a document."""
    vector = np.asarray(embedding, dtype="<f4")
    text = json.dumps(embedding, separators=(",", ":"))
    return {
        "embedding": vector.tobytes(),
        "template": unit(unit(vector)).astype("<f4").tobytes(),
        "embedding as text": text.strip("[]").encode(),
    }


def traces(world: World, needles: Needles) -> list[str]:
    """Return where something of this is left in the buckets and the tables."""
    return [
        f"{place}: {what}"
        for place, content in (*_objects(world), *_rows(world))
        for what, needle in needles.items()
        if needle in content
    ]


def _objects(world: World) -> Iterator[tuple[str, bytes]]:
    for name, store in (("input", world.images), ("output", world.output), ("state", world.state)):
        for key in store.keys(""):
            yield f"{name} {key}", key.encode() + b"\n" + store.get(key)


def _rows(world: World) -> Iterator[tuple[str, bytes]]:
    with world.sessions() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield table.name, b"\n".join(map(_bytes, row))


def _bytes(value: object) -> bytes:
    return (
        value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":"), default=str).encode()
    )
