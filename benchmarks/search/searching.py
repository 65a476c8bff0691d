"""How long a search takes, next to `compare_faces` and to pgvector, on the same faces and in one run."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from statistics import median

import numpy as np

from app_tier.gallery.gallery import Gallery
from app_tier.gallery.index import MemoryGallery
from benchmarks.engine.timing import Entrant, interleaved
from benchmarks.search.compare_faces import CompareFaces
from benchmarks.search.crowd import MODEL, Crowd, templates
from benchmarks.search.pgvector import pg_gallery
from benchmarks.search.publishing import segments_of
from benchmarks.search.timing import milliseconds
from pipeline.gallery import Segment, Units

BATCH = 32
MEMORY, MEMORY_IN_BATCHES = "in memory", f"in memory, {BATCH} at once"
COMPARE_FACES, PGVECTOR = "compare_faces", "pgvector"
#: How many people a match names, and the pack dlib's handicap.
_COUNT, _HANDICAP = 4, 0.039
_ROUNDS, _ROUNDS_OF_OTHERS = 31, 5
_CHECKED = 8  #: probes whose answers are compared; pgvector takes seconds for each


@dataclass(frozen=True, kw_only=True)
class Searching:
    """Figures of a gallery of so many people."""

    people: int
    ms: Mapping[str, float]  #: a query takes in the median, by who searches
    same_answers: float | None  #: share of the queries that pgvector answers with the same people, 0 to 1


def measure_searching(crowd: Crowd, others: Mapping[str, int], count: int) -> Searching:
    """Measure a gallery of this many people; `others` says among how many people others search at most."""
    rng = np.random.default_rng(count)
    people = crowd.people(count, rng)
    segments, probes = segments_of(templates(people, rng)), _probes(crowd, people, rng)
    memory = _filled(MemoryGallery(), segments)
    entrants = {
        MEMORY: _asked(partial(_search, memory), probes, 1, _ROUNDS),
        MEMORY_IN_BATCHES: _asked(partial(_search, memory), probes, BATCH, _ROUNDS),
    }
    with ExitStack() as stack:
        if count <= others[COMPARE_FACES]:
            entrants[COMPARE_FACES] = _asked(CompareFaces(people).search, probes, 1, _ROUNDS_OF_OTHERS)
        same = None
        if count <= others[PGVECTOR]:
            tables = _filled(stack.enter_context(pg_gallery()), segments)
            entrants[PGVECTOR] = _asked(partial(_search, tables), probes, 1, _ROUNDS_OF_OTHERS)
            same = _same_answers(memory, tables, probes[:_CHECKED])
        times = interleaved(entrants)
    return Searching(people=count, ms={name: median(each) for name, each in times.items()}, same_answers=same)


def _probes(crowd: Crowd, people: Units, rng: np.random.Generator) -> Units:
    """Return faces to ask for: other pictures of people who are there, and as many strangers."""
    known = people[rng.integers(0, len(people), BATCH // 2)]
    faces = np.concatenate([crowd.pictures(known, rng), crowd.people(BATCH // 2, rng)])
    return faces[rng.permutation(BATCH)]


def _filled(gallery: Gallery, segments: list[Segment]) -> Gallery:
    return gallery.after(segments, segments[-1].last, MODEL)


def _search(gallery: Gallery, faces: Units) -> None:
    gallery.nearest_people(faces, _COUNT, _HANDICAP)


def _asked(search: Callable[[Units], None], probes: Units, at_once: int, rounds: int) -> Entrant[float]:
    """Return one who searches for other probes in every round; the result is milliseconds for each."""
    questions = cycle(np.split(probes, len(probes) // at_once))
    return Entrant(take_turn=lambda: milliseconds(partial(search, next(questions))) / at_once, rounds=rounds)


def _same_answers(one: Gallery, other: Gallery, probes: Units) -> float:
    answers = (gallery.nearest_people(probes, _COUNT, _HANDICAP) for gallery in (one, other))
    same = [
        [each.person_id for each in mine] == [each.person_id for each in theirs]
        for mine, theirs in zip(*answers, strict=True)
    ]
    return sum(same) / len(same)
