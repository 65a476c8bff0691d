"""Every picture against every other: far more than a pair list has, so that rare mistakes show."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.faces.embedded import Distances, EmbeddedPictures
from benchmarks.faces.lfw import person_of

#: Pictures compared with all others at a time: bounds the memory.
_BLOCK = 512


@dataclass(frozen=True, kw_only=True)
class AllPairs:
    """The distances between all pictures with a face."""

    genuine: Distances  #: of one person, shape (genuine pairs,)
    genuine_people: NDArray[np.intp]  #: whose each of them is, as a number, same shape
    impostor: Distances  #: of two people, shape (impostor pairs,)


def all_pairs(pictures: EmbeddedPictures) -> AllPairs:
    """Return the distances between the embeddings; pictures without a face are left out."""
    found = pictures.found
    people = np.unique([person_of(name) for name in pictures.names], return_inverse=True)[1][found]
    blocks = list(_blocks(pictures.embeddings[found], people))
    return AllPairs(
        genuine=np.concatenate([block.genuine for block in blocks]),
        genuine_people=np.concatenate([block.genuine_people for block in blocks]),
        impostor=np.concatenate([block.impostor for block in blocks]),
    )


def _blocks(points: NDArray[np.float32], people: NDArray[np.intp]) -> Iterator[AllPairs]:
    squares = (points**2).sum(axis=1)
    for start in range(0, max(len(points), 1), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(points)))
        later = rows[:, None] < np.arange(len(points))
        same = people[rows, None] == people
        distances = np.sqrt(np.maximum(squares[rows, None] + squares - 2 * points[rows] @ points.T, 0))
        yield AllPairs(
            genuine=distances[later & same],
            genuine_people=np.broadcast_to(people[rows, None], same.shape)[later & same],
            impostor=distances[later & ~same],
        )
