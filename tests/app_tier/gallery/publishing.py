"""Galleries as the web tier publishes them, in few lines: people with names, on a plane."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import keys
from pipeline.gallery import (
    MANIFEST_CODEC,
    Embedding,
    GalleryManifest,
    Segment,
    SegmentEntry,
    Templates,
    encode_segment,
    pack_ids,
    unit,
)
from pipeline.stores.memory import MemoryStore

MODEL = "ours"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of a gallery, who looks in a direction: 0 is east, 90 is north."""

    name: str
    degrees: float
    faces: int = 1
    stranger: bool = False
    vetoed: tuple[float, ...] = ()  #: directions that were said not to be this person

    @property
    def id(self) -> str:
        """What the person is called in segments."""
        return id_of(self.name)


ADA = Person(name="ada", degrees=10)
GRACE = Person(name="grace", degrees=60)
SOMEBODY = Person(name="somebody", degrees=30, stranger=True)


def id_of(name: str) -> str:
    """Return a person's id."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def looking(degrees: float) -> Embedding:
    """Return the direction as an embedding."""
    angle = np.deg2rad(degrees)
    return unit(np.array([np.cos(angle), np.sin(angle)], dtype=np.float32))


def templates(*people: Person, model: str = MODEL) -> Templates:
    """Return people as a segment has them."""
    vetoed = [(each.id, degrees) for each in people for degrees in each.vetoed]
    return Templates(
        model=model,
        ids=pack_ids([each.id for each in people]),
        strangers=np.array([each.stranger for each in people], dtype=np.bool_),
        faces=np.array([each.faces for each in people], dtype=np.uint16),
        centres=_directions([each.degrees for each in people]),
        veto_ids=pack_ids([person_id for person_id, _ in vetoed]),
        vetoes=_directions([degrees for _, degrees in vetoed]),
    )


def segment(
    first: int, *people: Person, last: int | None = None, removed: Sequence[str] = (), model: str = MODEL
) -> Segment:
    """Return what a version, or several, changed: people who are new, and names of those who are gone."""
    return Segment(
        first=first,
        last=last or first,
        templates=(templates(*people, model=model),) if people else (),
        removed=pack_ids([id_of(name) for name in removed]),
    )


class Bucket(MemoryStore):
    """A state bucket that remembers what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def get(self, key: str) -> bytes:
        self.read.append(key)
        return super().get(key)

    def publish(self, *segments: Segment, collection: str = "c") -> None:
        """Write segments, and the manifest that says that these are all."""
        for each in segments:
            self.put(keys.segment_key(collection, each.first, each.last), encode_segment(each))
        self.list(*segments, collection=collection)

    def list(self, *segments: Segment, collection: str = "c") -> None:
        """Write the manifest alone."""
        manifest = GalleryManifest(
            version=segments[-1].last, segments=tuple(_entry(each) for each in segments)
        )
        self.put(keys.manifest_key(collection), MANIFEST_CODEC.encode(manifest))

    def read_segments(self) -> Sequence[str]:
        """Return the keys of the segments that were read so far, in order of keys."""
        return sorted(key for key in self.read if "/segments/" in key)


def _entry(segment: Segment) -> SegmentEntry:
    digest = hashlib.sha256(encode_segment(segment)).hexdigest()
    return SegmentEntry(first=segment.first, last=segment.last, sha256=digest)


def _directions(degrees: Sequence[float]) -> Embedding:
    return np.array([looking(each) for each in degrees], dtype=np.float32).reshape(-1, 2)
