"""How two faces are compared where pairs are judged: in which form, and up to which distance they are one."""

from dataclasses import dataclass

import numpy as np

from benchmarks.faces.all_pairs import AllPairs, all_pairs
from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.faces.rates import STEP, Rates, rates


@dataclass(frozen=True, kw_only=True)
class Comparing:
    """One way to compare, measured on all pictures against all."""

    normalised: bool  #: embeddings of length one, as galleries are searched; else as the network gives them
    threshold: float  #: up to here two faces are one person's, in steps of `STEP`
    equal_error: float  #: of false matches and false non-matches there, share of both

    def form(self, pictures: EmbeddedPictures) -> EmbeddedPictures:
        """Return the pictures' embeddings as they are compared."""
        return pictures.normalised() if self.normalised else pictures


def comparing(pictures: EmbeddedPictures) -> Comparing:
    """Return the form whose equal error rate is lower: embedders are trained for the one or the other."""
    ways = [_way(pictures, normalised=False), _way(pictures, normalised=True)]
    return min(ways, key=lambda way: way.equal_error)


def _way(pictures: EmbeddedPictures, *, normalised: bool) -> Comparing:
    point = _equal_error(all_pairs(pictures.normalised() if normalised else pictures))
    return Comparing(normalised=normalised, threshold=point.threshold, equal_error=_error(point))


def _equal_error(pairs: AllPairs) -> Rates:
    """Return the rates where both are most alike, every person counting once."""
    farthest = max(float(pairs.genuine.max(initial=0)), STEP)
    points = rates(pairs, [round(place, 2) for place in np.arange(STEP, farthest + STEP, STEP)])
    return min(points, key=lambda point: abs(point.false_match - point.false_non_match_by_person))


def _error(point: Rates) -> float:
    return (point.false_match + point.false_non_match_by_person) / 2
