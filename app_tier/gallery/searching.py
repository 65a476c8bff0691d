"""Exact search, block by block: only rows that may be among the nearest so far are looked at closely."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app_tier.gallery.blocks import Block, ids_of
from app_tier.matching import Neighbour
from pipeline.gallery import Embedding, Units, unpack_ids

Cosines = NDArray[np.float32]
Distances = NDArray[np.float32]

#: Distances that are made of cosines are wrong by less than this: two equal faces are not at 0.
ROUNDING = 2e-3


def nearest(blocks: Sequence[Block], faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
    """Return for each face the `count` nearest people by handicapped distance, of equals the lesser id."""
    searches = [_Search(face, blocks, count, handicap) for face in faces]
    for number, cosines in enumerate(_cosines(blocks, faces) if searches and count else ()):
        for search, row, best in zip(searches, cosines, cosines.max(axis=1).tolist(), strict=True):
            if best > search.floor:
                search.look(number, row)
    return [search.neighbours() for search in searches]


def _cosines(blocks: Sequence[Block], faces: Units) -> Iterator[Cosines]:
    """Yield each block's cosines, shape (faces, people), which the next block's overwrite.

    They are -inf where the face is nearer to one of the person's vetoes than to the person.
    """
    memory = np.empty(len(faces) * max(map(len, blocks), default=0), dtype=np.float32)
    for block in blocks:
        cosines = memory[: len(faces) * len(block)].reshape(len(faces), len(block))
        np.matmul(faces, block.centres.T, out=cosines)
        if len(block.vetoes):
            rows = np.searchsorted(block.keys, block.veto_keys)
            face, veto = np.nonzero(faces @ block.vetoes.T > cosines[:, rows])
            cosines[face, rows[veto]] = -np.inf
        yield cosines


class _Search:
    """The people who seem nearest to one face, of those seen so far."""

    def __init__(self, face: Embedding, blocks: Sequence[Block], count: int, handicap: float) -> None:
        self._face = face
        self._blocks = blocks
        self._count = count
        self._handicap = handicap
        self._seem: Distances = np.empty(0, dtype=np.float32)  # handicapped, made of cosines
        self._where = np.empty((0, 2), dtype=np.intp)  # whose they are: number of the block, row in it
        self._bound = np.inf  # nobody who seems to be farther away can be among the nearest
        self.floor = -np.inf  #: nor anybody with a lower cosine

    def look(self, number: int, cosines: Cosines) -> None:
        """Take into account the people of this block."""
        (rows,) = (cosines > self.floor).nonzero()
        handicaps = self._handicap * self._blocks[number].shares[rows]
        seem = np.sqrt(np.maximum(0, 2 - 2 * cosines[rows])) + handicaps
        (near,) = (seem <= self._bound).nonzero()
        if len(near):
            where = np.stack([np.full_like(near, number), rows[near]], axis=1)
            self._keep(np.append(self._seem, seem[near]), np.concatenate([self._where, where]))

    def _keep(self, seem: Distances, where: NDArray[np.intp]) -> None:
        if len(seem) >= self._count:
            self._bound = float(np.partition(seem, self._count - 1)[self._count - 1]) + ROUNDING
            self.floor = 1 - self._bound**2 / 2
        kept = seem <= self._bound
        self._seem, self._where = seem[kept], where[kept]

    def neighbours(self) -> list[Neighbour]:
        """Return the nearest people, nearest first."""
        found = [self._neighbour(self._blocks[number], row) for number, row in self._where.tolist()]
        return sorted(found, key=lambda each: each.handicapped)[: self._count]

    def _neighbour(self, block: Block, row: int) -> Neighbour:
        distance = float(np.linalg.norm(self._face - block.centres[row]))
        return Neighbour(
            person_id=unpack_ids(ids_of(block.keys[row : row + 1]))[0],
            distance=distance,
            handicapped=distance + self._handicap * float(block.shares[row]),
        )
