"""How two faces are compared where pairs are judged: in which form, and up to which distance they are one."""

from collections.abc import Set

import numpy as np

from benchmarks.faces.all_pairs import AllPairs, all_pairs
from benchmarks.faces.embedded import Distances, EmbeddedPictures
from benchmarks.faces.lfw import Fold, person_of
from benchmarks.faces.rates import STEP, Rates, rates

#: Groups of people that one fold's pairs are judged in, each at a distance that others determine.
_GROUPS = 10


def comparable_form(pictures: EmbeddedPictures) -> EmbeddedPictures:
    """Return the embeddings as given or at length one, as they tell all pictures' people apart better.

    Embedders are trained for the one or the other. Better is the lower equal error rate.
    """
    return min((pictures, pictures.normalised()), key=lambda form: _error(_equal_error(all_pairs(form))))


def held_out_thresholds(pictures: EmbeddedPictures, fold: Fold) -> Distances:
    """Return a distance for each pair, chosen on pictures that show nobody of the pair, shape (pairs,).

    It is where both error rates are equal over all pictures of the people who are in no pair of its group.
    """
    people = sorted({person_of(pair.first) for pair in fold})
    groups = np.array([people.index(person_of(pair.first)) % _GROUPS for pair in fold])
    thresholds = np.empty(len(fold), dtype=np.float32)
    for group in np.unique(groups):
        judged = np.flatnonzero(groups == group)
        seen = {person_of(name) for place in judged for name in (fold[place].first, fold[place].second)}
        thresholds[judged] = _equal_error(all_pairs(_without(pictures, seen))).threshold
    return thresholds


def _without(pictures: EmbeddedPictures, people: Set[str]) -> EmbeddedPictures:
    kept = [place for place, name in enumerate(pictures.names) if person_of(name) not in people]
    return EmbeddedPictures(
        names=tuple(pictures.names[place] for place in kept), embeddings=pictures.embeddings[kept]
    )


def _equal_error(pairs: AllPairs) -> Rates:
    """Return the rates where both are most alike, every person counting once, in steps of `STEP`."""
    farthest = max(float(pairs.genuine.max(initial=0)), STEP)
    points = rates(pairs, [round(float(place), 2) for place in np.arange(STEP, farthest + STEP, STEP)])
    return min(points, key=lambda point: abs(point.false_match - point.false_non_match_by_person))


def _error(point: Rates) -> float:
    return (point.false_match + point.false_non_match_by_person) / 2
