"""How near strangers come to a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.people import Person, distances
from pipeline.gallery import Units, mean_direction

#: How often pictures are drawn: so that all pictures of a person count, and every person alike.
DRAWS = 20
#: The distances at which strangers are counted.
EDGES = np.linspace(0, 2, 4001)

Shares = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Strangers:
    """Shares of strangers by distance."""

    within: Shares = field(repr=False)  #: who are at most so far as each of EDGES from a person, 0 to 1

    def distance_at(self, share: float) -> float:
        """Return the distance that this share is within."""
        return float(np.interp(share, self.within, EDGES))


def strangers(
    probes: Sequence[Person], enrolled: Sequence[Person], faces: int, rng: np.random.Generator
) -> Strangers:
    """Compare a picture of each probe with everybody else who is enrolled, with so many pictures each."""
    counts = np.zeros(EDGES.size - 1)
    others = np.array([[probe.name != person.name for person in enrolled] for probe in probes])
    for _ in range(DRAWS):
        pictures = np.stack([rng.choice(person.probes) for person in probes])
        centres = np.stack([mean_direction(_drawn(person, faces, rng)) for person in enrolled])
        counts += np.histogram(distances(pictures, centres)[others], EDGES)[0]
    return Strangers(within=np.concatenate([[0], np.cumsum(counts)]) / counts.sum())


def _drawn(person: Person, faces: int, rng: np.random.Generator) -> Units:
    return rng.permutation(person.enrolled)[:faces]
