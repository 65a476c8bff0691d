"""What segments come to: where everybody belongs of whom they speak, by the last word on each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app_tier.gallery.blocks import Block, Keys, Rows, block_of, only_ids, together
from pipeline.gallery import Segment


class Place(IntEnum):
    """Where a person belongs."""

    NOWHERE = 0  #: they are gone
    FOREIGN = 1  #: there are only embeddings of them that cannot be compared
    NAMED = 2
    STRANGERS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Changed:
    """People, one per row, sorted by key, nobody twice; what is known of them lies where segments have it."""

    parts: Sequence[Block]
    part: Rows  #: where each person is: in which part,
    row: Rows  #: and in which of its rows
    keys: Keys
    places: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.keys)

    def of(self, place: Place) -> "Changed":
        """Return the people who belong there."""
        return self.take(np.flatnonzero(self.places == place))

    def take(self, rows: Rows) -> "Changed":
        """Return these rows, in this order."""
        return Changed(
            parts=self.parts,
            part=self.part[rows],
            row=self.row[rows],
            keys=self.keys[rows],
            places=self.places[rows],
        )

    def block(self, rows: slice) -> Block:
        """Return a copy of what is known of these people, of whom there is one at least."""
        part, row = self.part[rows], self.row[rows]
        return together([self.parts[number].take(row[part == number]) for number in np.unique(part)])


def replayed(segments: Sequence[Segment], embeddings: str) -> Changed:
    """Return what segments change, of which there is one at least, for who can compare these embeddings."""
    parts, places = zip(*(part for each in segments for part in _parts(each, embeddings)), strict=True)
    said = Changed(
        parts=parts,
        part=np.repeat(np.arange(len(parts)), [len(part) for part in parts]),
        row=np.concatenate([np.arange(len(part)) for part in parts]),
        keys=np.concatenate([part.keys for part in parts]),
        places=np.concatenate(places),
    )
    order = np.argsort(said.keys, kind="stable")
    is_last = np.ones(len(order), dtype=np.bool_)
    is_last[:-1] = said.keys[order[1:]] != said.keys[order[:-1]]
    return said.take(order[is_last])


def _parts(segment: Segment, embeddings: str) -> Iterator[tuple[Block, NDArray[np.int8]]]:
    """Yield whom the segment speaks of, and where they belong; what can be compared is the last word."""
    yield only_ids(segment.removed), np.full(len(segment.removed), Place.NOWHERE, dtype=np.int8)
    for each in segment.templates:
        if each.model != embeddings:
            yield only_ids(each.ids), np.full(len(each), Place.FOREIGN, dtype=np.int8)
    for each in segment.templates:
        if each.model == embeddings:
            yield block_of(each), np.where(each.strangers, Place.STRANGERS, Place.NAMED).astype(np.int8)
