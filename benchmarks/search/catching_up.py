"""How a worker follows a gallery that lies in object storage."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app_tier import freed_memory
from app_tier.gallery.catching_up import Galleries
from app_tier.gallery.shelves import MemoryShelf
from benchmarks.search.crowd import MODEL, Crowd, templates
from benchmarks.search.publishing import COLLECTION, Publisher, segments_of
from benchmarks.search.timing import median_ms, milliseconds
from pipeline.gallery import Segment, unpack_ids

_CHANGES = 50
_PAGE_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class CatchingUp:
    """Figures of a gallery of so many people, in a store in this process's memory."""

    people: int
    all_ms: float  #: a new worker: segments read, checked, decoded and taken in
    enrol_to_searchable_ms: float  #: one more: encoded, written, read, taken in, and found by a search
    resident_bytes_per_face: float  #: by how much the process had grown after `all_ms`


def measure_catching_up(crowd: Crowd, count: int) -> CatchingUp:
    """Measure in this process, in which there should have been nothing else."""
    freed_memory.give_back_at_once()  # as a worker does
    rng = np.random.default_rng(count)
    publisher = Publisher()
    publisher.publish(segments_of(templates(crowd.people(count, rng), rng)))
    galleries = Galleries(store=publisher.store, shelf=MemoryShelf(), embeddings=MODEL)
    before = _resident_bytes()
    all_ms = milliseconds(lambda: galleries.at_least(COLLECTION, publisher.version))
    grown = _resident_bytes() - before
    new = segments_of(templates(crowd.people(_CHANGES, rng), rng), after=publisher.version, size=1)
    return CatchingUp(
        people=count,
        all_ms=all_ms,
        enrol_to_searchable_ms=median_ms(partial(_enrol, each, publisher, galleries) for each in new),
        resident_bytes_per_face=grown / count,
    )


def _enrol(segment: Segment, publisher: Publisher, galleries: Galleries) -> None:
    """Publish a person and search for them, as the next request does. Raises AssertionError: not found."""
    publisher.publish([segment])
    (new,) = segment.templates
    gallery = galleries.at_least(COLLECTION, publisher.version)
    ((found, *_),) = gallery.nearest_people(new.centres, 4, 0.0)
    if [found.person_id] != unpack_ids(new.ids):
        raise AssertionError("whoever is enrolled is found by the next search")


def _resident_bytes() -> int:
    """Return how much memory this process has; Linux alone says it here, see proc(5)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES
