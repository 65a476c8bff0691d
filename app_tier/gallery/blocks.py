"""Rows of people in blocks, which snapshots share as long as nothing in them changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.gallery import ID_BYTES, Ids, Templates, Units

Keys = NDArray[np.bytes_]  #: ids as one value each, which sort and compare as their bytes do
Rows = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """People, one per row, nobody twice. A table's blocks are sorted by key."""

    keys: Keys
    shares: NDArray[np.float32]  #: of the handicap that each bears: 1 - 1/n with n faces
    centres: Units
    veto_keys: Keys  #: whom each veto is of
    vetoes: Units

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: Rows) -> "Block":
        """Return a copy of these rows, whose keys are sorted."""
        keys = self.keys[rows]
        vetoes = np.flatnonzero(among(keys, self.veto_keys))
        return Block(
            keys=keys,
            shares=self.shares[rows],
            centres=self.centres[rows],
            veto_keys=self.veto_keys[vetoes],
            vetoes=self.vetoes[vetoes],
        )

    def merged(self, new: "Block") -> "Block":
        """Return the people of two sorted blocks, sorted."""
        at = np.searchsorted(self.keys, new.keys)
        return Block(
            keys=np.insert(self.keys, at, new.keys),
            shares=np.insert(self.shares, at, new.shares),
            centres=np.insert(self.centres, at, new.centres, axis=0),
            veto_keys=np.concatenate([self.veto_keys, new.veto_keys]),
            vetoes=np.concatenate([self.vetoes, new.vetoes]),
        )


def together(blocks: Sequence[Block]) -> Block:
    """Return the people of several sorted blocks, sorted; there is one block at least."""
    if len(blocks) == 1:
        return blocks[0]
    rows = Block(
        keys=np.concatenate([each.keys for each in blocks]),
        shares=np.concatenate([each.shares for each in blocks]),
        centres=np.concatenate([each.centres for each in blocks]),
        veto_keys=np.concatenate([each.veto_keys for each in blocks]),
        vetoes=np.concatenate([each.vetoes for each in blocks]),
    )
    return rows.take(np.argsort(rows.keys))


def block_of(templates: Templates) -> Block:
    """Return templates as rows, in their order; nothing large is copied."""
    return Block(
        keys=keys_of(templates.ids),
        shares=np.subtract(1, 1 / templates.faces, dtype=np.float32),
        centres=templates.centres,
        veto_keys=keys_of(templates.veto_ids),
        vetoes=templates.vetoes,
    )


def only_ids(ids: Ids) -> Block:
    """Return people of whom nothing else is known, in their order."""
    nothing = np.empty((len(ids), 0), dtype=np.float32)
    keys = keys_of(ids)
    shares = np.zeros(len(ids), dtype=np.float32)
    return Block(keys=keys, shares=shares, centres=nothing, veto_keys=keys[:0], vetoes=nothing[:0])


def keys_of(ids: Ids) -> Keys:
    """Return ids, shape (n, 16), as keys, shape (n,)."""
    return np.ascontiguousarray(ids).view(f"S{ID_BYTES}").reshape(-1)


def ids_of(keys: Keys) -> Ids:
    """Return the ids that keys were made of."""
    return np.ascontiguousarray(keys).view(np.uint8).reshape(-1, ID_BYTES)


def among(known: Keys, keys: Keys) -> NDArray[np.bool_]:
    """Return for each key whether it is one of the known ones, which are sorted."""
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[at] == keys)
