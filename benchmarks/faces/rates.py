"""How often a distance misleads: strangers taken for one person, and one person for two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.faces.all_pairs import AllPairs
from benchmarks.faces.embedded import Distances

#: Width of a histogram's bins and distance between the thresholds of a curve, unit distance.
STEP = 0.01
FARTHEST = 2.0


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What one threshold brings, shares from 0 to 1. Pairs with a face not found count nowhere."""

    threshold: float
    false_match: float  #: impostor pairs at most so far apart
    false_non_match: float  #: genuine pairs farther apart
    false_non_match_by_person: float  #: the same, every person counting once however many their pictures


def rates(pairs: AllPairs, thresholds: Iterable[float]) -> list[Rates]:
    """Return the rates at each threshold."""
    impostor = np.sort(pairs.impostor)
    return [
        Rates(
            threshold=threshold,
            false_match=float(np.searchsorted(impostor, threshold, side="right")) / max(impostor.size, 1),
            false_non_match=_mean(pairs.genuine > threshold),
            false_non_match_by_person=_by_person(pairs, threshold),
        )
        for threshold in thresholds
    ]


def thresholds_at(impostor: Distances, false_match_rates: Sequence[float]) -> list[float]:
    """Return the distance up to which each share of the impostor pairs lies.

    Shares of less than one pair are left out: so few pairs cannot show them.
    """
    ascending = np.sort(impostor)
    allowed = [int(rate * ascending.size) for rate in false_match_rates]
    return [float(ascending[count - 1]) for count in allowed if count]


def curve() -> list[float]:
    """Return evenly spaced thresholds over all distances that unit embeddings can have."""
    return [round(index * STEP, 2) for index in range(1, round(FARTHEST / STEP))]


def histogram(distances: Distances) -> list[int]:
    """Return how many distances lie in each bin of `STEP`, from 0 to `FARTHEST`; NaN in none."""
    counts, _ = np.histogram(distances, bins=round(FARTHEST / STEP), range=(0, FARTHEST))
    return [int(count) for count in counts]


def _by_person(pairs: AllPairs, threshold: float) -> float:
    missed = np.bincount(pairs.genuine_people, weights=pairs.genuine > threshold)
    compared = np.bincount(pairs.genuine_people)
    return _mean(missed[compared > 0] / compared[compared > 0])


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if values.size else 0.0
