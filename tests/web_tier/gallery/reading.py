"""The gallery as workers read it from the bucket, and as it should be."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.gallery import (
    MANIFEST_CODEC,
    GalleryManifest,
    Segment,
    decode_segment,
    mean_direction,
    unit,
    unpack_ids,
)
from pipeline.keys import manifest_key, segment_key
from pipeline.stores.memory import MemoryStore
from tests.web_tier.gallery.made_gallery import COLLECTION
from web_tier.database import Sessions
from web_tier.models import Face, Person, PersonKind, Veto


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a worker knows of somebody by one kind of embeddings."""

    is_stranger: bool
    faces: int
    centre: tuple[float, ...]  #: rounded
    vetoes: frozenset[tuple[float, ...]] = frozenset()


Replayed = dict[str, dict[str, Known]]  #: by person, then by model


@dataclass(kw_only=True)
class Reader:
    """A worker: catches up with the bucket, segment by segment."""

    version: int = 0
    people: Replayed = field(default_factory=dict)

    def catch_up(self, store: MemoryStore, collection: str = COLLECTION) -> "Reader":
        """Read what is new; everything must be as the manifest says."""
        manifest = manifest_in(store, collection)
        for entry in manifest.segments:
            if entry.last > self.version:
                data = store.get(segment_key(collection, entry.first, entry.last))
                assert hashlib.sha256(data).hexdigest() == entry.sha256
                self._replay(decode_segment(data))
        self.version = manifest.version
        return self

    def _replay(self, segment: Segment) -> None:
        gone = list(self.people) if segment.first == 1 else unpack_ids(segment.removed)
        people = people_of(segment)
        for person_id in gone:
            self.people.pop(person_id, None)
        self.people.update(people)


def people_of(segment: Segment) -> Replayed:
    """Return whom a segment has."""
    people: Replayed = {}
    for group in segment.templates:
        vetoed = unpack_ids(group.veto_ids)
        assert set(vetoed) <= set(unpack_ids(group.ids))
        for n, person_id in enumerate(unpack_ids(group.ids)):
            people.setdefault(person_id, {})[group.model] = Known(
                is_stranger=bool(group.strangers[n]),
                faces=int(group.faces[n]),
                centre=_rounded(group.centres[n].tolist()),
                vetoes=frozenset(
                    _rounded(veto.tolist())
                    for veto, of in zip(group.vetoes, vetoed, strict=True)
                    if of == person_id
                ),
            )
    return people


def enrolled(sessions: Sessions, collection: str = COLLECTION) -> Replayed:
    """Return the gallery as it is in the database, worked out person by person."""
    with sessions() as session:
        people = session.query(Person).filter_by(collection=collection, suspended=False)
        found = {person.id: _known(session, person) for person in people}
    return {person_id: by_model for person_id, by_model in found.items() if by_model}


def _known(session: Session, person: Person) -> dict[str, Known]:
    faces = session.execute(select(Face.model, Face.embedding).where(Face.person_id == person.id)).all()
    vetoes = session.execute(select(Veto.model, Veto.embedding).where(Veto.person_id == person.id)).all()
    units: dict[str, list[NDArray[np.float32]]] = {}
    for model, embedding in faces:
        units.setdefault(model, []).append(_unit(embedding))
    return {
        model: Known(
            is_stranger=person.kind == PersonKind.STRANGER,
            faces=len(those),
            centre=_rounded(mean_direction(those).tolist()),
            vetoes=frozenset(_rounded(_unit(veto).tolist()) for of, veto in vetoes if of == model),
        )
        for model, those in units.items()
    }


def _unit(embedding: bytes) -> NDArray[np.float32]:
    return unit(np.frombuffer(embedding, dtype="<f4").astype(np.float32))


def manifest_in(store: MemoryStore, collection: str = COLLECTION) -> GalleryManifest:
    """Return the manifest, which must have no gaps."""
    manifest = MANIFEST_CODEC.decode(store.get(manifest_key(collection)))
    ends = [0, *(entry.last for entry in manifest.segments)]
    assert [entry.first for entry in manifest.segments] == [end + 1 for end in ends[:-1]]
    assert ends[-1] == manifest.version
    return manifest


def read(store: MemoryStore, collection: str = COLLECTION) -> Replayed:
    """Return the gallery as a worker that has just started reads it."""
    return Reader().catch_up(store, collection).people


def segments_in(store: MemoryStore, collection: str = COLLECTION) -> list[Segment]:
    """Return every segment object in the bucket, listed or not."""
    return [decode_segment(store.get(key)) for key in store.keys(f"galleries/{collection}/segments/")]


def listed(store: MemoryStore, collection: str = COLLECTION) -> set[str]:
    """Return the keys of the manifest and of all that it lists."""
    segments = manifest_in(store, collection).segments
    return {manifest_key(collection), *(segment_key(collection, each.first, each.last) for each in segments)}


def _rounded(vector: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(each, 5) for each in vector)
