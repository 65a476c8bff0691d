"""Everybody of one kind, in blocks: a change copies the blocks it touches, and shares the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from app_tier.gallery.blocks import Block, Keys, among
from app_tier.gallery.replaying import Changed

#: The most people in a block. Larger ones make changes dearer, which copy them, smaller ones searches, which
#: pay for each anew; and a network's 128 numbers of so many people just fit into a processor's cache.
BLOCK_ROWS = 4096


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Blocks in the order of their keys, like the leaves of a B-tree: the keys are their own index."""

    blocks: tuple[Block, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    def changed(self, gone: Keys, new: Changed) -> "Table":
        """Return the table without these people (sorted keys), and with new ones, whom `gone` has too."""
        if not self.blocks:
            return Table(blocks=tuple(_blocks_of(new)))
        blocks: list[Block] = []
        for block, leaving, coming in zip(self.blocks, self._parts(gone), self._parts(new.keys), strict=True):
            blocks += _replaced(block, gone[leaving], new, coming)
        return Table(blocks=tuple(blocks))

    def _parts(self, keys: Keys) -> list[slice]:
        """Return for each block which of these sorted keys have their place in it."""
        bounds = [0, *np.searchsorted(keys, self._firsts[1:]).tolist(), len(keys)]
        return [slice(start, end) for start, end in pairwise(bounds)]

    @cached_property
    def _firsts(self) -> Keys:
        return np.array([block.keys[0] for block in self.blocks])


NOBODY = Table()


def _replaced(block: Block, gone: Keys, new: Changed, coming: slice) -> Iterator[Block]:
    leaving = among(gone, block.keys)
    if coming.start == coming.stop and not leaving.any():
        yield block
        return
    kept = block.take(np.flatnonzero(~leaving))
    yield from _cut(kept.merged(new.block(coming)) if coming.start < coming.stop else kept)


def _cut(block: Block) -> Iterator[Block]:
    """Yield the block in parts that are not too large; nothing if it is empty."""
    if 0 < len(block) <= BLOCK_ROWS:
        yield block
        return
    for part in _slices(len(block)):
        yield block.take(np.arange(part.start, part.stop))


def _blocks_of(new: Changed) -> Iterator[Block]:
    return map(new.block, _slices(len(new)))


def _slices(rows: int) -> list[slice]:
    """Return slices of equal size that are not too large."""
    count = -(-rows // BLOCK_ROWS)
    return [slice(rows * n // count, rows * (n + 1) // count) for n in range(count)]
