"""The distance up to which two pictures show one person, where no gallery is searched."""

from collections.abc import Iterator, Sequence, Set

import numpy as np

from app_tier.gallery_index import Matrix
from benchmarks.matching.people import Person, distances
from benchmarks.matching.strangers import EDGES, Shares, Strangers

#: Standard deviation of the weights with which the error is averaged over near distances. One person more or
#: less moves the lowest point of the bare error by 0.01; that of the averaged one moves by half as much, and
#: makes fewer mistakes on other people.
SMOOTHING = 0.02

Pairs = Set[frozenset[str]]  #: of pictures


def verification_distance(people: Sequence[Person], strangers: Strangers, left_out: Pairs) -> float:
    """Return where the mean of false matches and false non-matches is lowest; every person counts once.

    Pairs of one person's pictures that are `left_out` can be judged by it as pairs that it was not chosen on.
    """
    missed = [1 - _within(person, left_out) for person in people if _genuine(person, left_out).size]
    errors = (strangers.within + np.mean(missed, axis=0)) / 2
    averaged, places = _averaged(errors)
    return float(places[averaged.argmin()])


def _within(person: Person, left_out: Pairs) -> Shares:
    """Return the share of a person's pairs that are at most so far apart as each of EDGES."""
    genuine = np.sort(_genuine(person, left_out))
    return np.searchsorted(genuine, EDGES, side="right") / genuine.size


def _genuine(person: Person, left_out: Pairs) -> Matrix:
    pairs = [pair for pair in _pairs(len(person.pictures)) if _names(person, pair) not in left_out]
    return distances(person.units, person.units)[tuple(np.array(pairs, dtype=np.intp).reshape(-1, 2).T)]


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in range(count) for other in range(one))


def _names(person: Person, pair: tuple[int, int]) -> frozenset[str]:
    return frozenset(person.pictures[place] for place in pair)


def _averaged(errors: Shares) -> tuple[Shares, Shares]:
    """Return the averages, and the distances that they stand for: those with enough neighbours."""
    reach = round(3 * SMOOTHING / EDGES[1])
    weights = np.exp(-((np.arange(-reach, reach + 1) * EDGES[1] / SMOOTHING) ** 2) / 2)
    return np.convolve(errors, weights / weights.sum(), mode="valid"), EDGES[reach:-reach]
