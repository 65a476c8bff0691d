"""How fast people come into a gallery in memory, and how much of it they take."""

import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app_tier.gallery.index import MemoryGallery
from benchmarks.search.crowd import MODEL, Crowd, templates
from benchmarks.search.publishing import segments_of
from benchmarks.search.timing import median_ms, milliseconds
from pipeline.gallery import Segment

_CHANGES = 100


@dataclass(frozen=True, kw_only=True)
class Loading:
    """Figures of a gallery of so many people."""

    people: int
    bulk_ms: float  #: all of them, from decoded segments
    one_more_ms: float
    traced_bytes_per_face: float  #: memory that Python and numpy asked for, and hold


class Growing:
    """The newest snapshot of a gallery."""

    def __init__(self) -> None:
        self.gallery = MemoryGallery()

    def take(self, segments: Sequence[Segment]) -> None:
        """Go on to the version that these segments lead to."""
        self.gallery = self.gallery.after(segments, segments[-1].last, MODEL)


def measure_loading(crowd: Crowd, count: int) -> Loading:
    """Measure a gallery of this many people."""
    rng = np.random.default_rng(count)
    segments = segments_of(templates(crowd.people(count, rng), rng))
    more = segments_of(templates(crowd.people(_CHANGES, rng), rng), after=count, size=1)
    growing = Growing()
    return Loading(
        people=count,
        bulk_ms=milliseconds(partial(growing.take, segments)),
        one_more_ms=median_ms(partial(growing.take, [each]) for each in more),
        traced_bytes_per_face=_traced_bytes(segments) / count,
    )


def _traced_bytes(segments: Sequence[Segment]) -> int:
    tracemalloc.start()
    growing = Growing()
    growing.take(segments)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken
