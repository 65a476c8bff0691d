"""Decides which stranger a face shows: one who was seen before, or a new one. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.gallery import mean_direction
from pipeline.results import Linking

Unit = NDArray[np.float32]  #: of length one, shape (d,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Cluster:
    """A stranger, as far as they were seen."""

    person_id: str
    centre: Unit  #: mean direction of their faces' embeddings
    faces: int  #: of how many, at least 1


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a face belongs."""

    joins: str | None  #: whose it is; None: a stranger's who was never seen before
    #: Who turns out to be the same stranger as the one it joins, now that they are better known.
    merges: tuple[str, ...] = ()


def place(
    face: Unit,
    candidates: Sequence[Cluster],
    linking: Linking,
    apart: Collection[tuple[str, str]] = (),
    not_these: Collection[str] = (),
) -> Placement:
    """Return whose the face is among the strangers nearest to it.

    Somebody said that it is not one of `not_these`, and that no pair of `apart` is one person.
    """
    seen = Cluster(person_id="", centre=face, faces=1)
    allowed = nearest_first(seen, [each for each in candidates if each.person_id not in not_these], linking)
    if not allowed or distance(seen, allowed[0], linking) > linking.distance:
        return Placement(joins=None)
    joined, *others = allowed
    grown = together(joined, seen)
    return Placement(joins=joined.person_id, merges=_merges(grown, others, linking, apart))


def distance(one: Cluster, other: Cluster, linking: Linking) -> float:
    """Return the distance between two strangers, as far as it were if each had been seen once."""
    handicaps = linking.handicap * (2 - 1 / one.faces - 1 / other.faces)
    return float(np.linalg.norm(one.centre - other.centre)) + handicaps


def nearest_first(one: Cluster, others: Sequence[Cluster], linking: Linking) -> list[Cluster]:
    """Return the others by their distance, of equals the lesser id first."""
    return sorted(others, key=lambda other: (distance(one, other, linking), other.person_id))


def together(one: Cluster, other: Cluster) -> Cluster:
    """Return two strangers as one, who keeps the first's id."""
    total = one.faces + other.faces
    centres = np.stack([one.centre * (one.faces / total), other.centre * (other.faces / total)])
    return Cluster(person_id=one.person_id, centre=mean_direction(centres), faces=total)


def _merges(
    grown: Cluster, others: Sequence[Cluster], linking: Linking, apart: Collection[tuple[str, str]]
) -> tuple[str, ...]:
    """Return who of the others is near enough to the one who grew, each merged before the next is asked."""
    merged: list[str] = []
    for other in nearest_first(grown, others, linking):
        same = {grown.person_id, *merged}
        if distance(grown, other, linking) <= linking.distance and not _told_apart(
            other.person_id, same, apart
        ):
            grown = together(grown, other)
            merged.append(other.person_id)
    return tuple(merged)


def _told_apart(one: str, others: Collection[str], apart: Collection[tuple[str, str]]) -> bool:
    return any(
        (one == first and second in others) or (one == second and first in others) for first, second in apart
    )
