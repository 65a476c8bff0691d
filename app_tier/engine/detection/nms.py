"""Non-maximum suppression: of boxes that overlap too much, the surest remains."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, Shares

Overlap = Callable[[Boxes, Boxes], Shares]
#: Boxes compared with each other at a time: memory grows with the square.
_BLOCK = 256


def surest(boxes: Boxes, scores: NDArray[np.float32], overlap: Overlap, limit: float) -> NDArray[np.intp]:
    """Return which boxes no surer remaining one overlaps by more than `limit`, as places, surest first."""
    order = np.argsort(-scores, kind="stable")
    remaining = order[:0]
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        free = ~(overlap(boxes[remaining], boxes[block]) > limit).any(axis=0)
        block = block[free]
        block = block[_undefeated(overlap(boxes[block], boxes[block]) > limit)]
        remaining = np.concatenate([remaining, block])
    return remaining


def _undefeated(overlapping: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who remains of a block in order of score, by repeating until nothing changes.

    Each round settles at least one box more for good, and in practice all of them within a few rounds.
    """
    defeats = np.triu(overlapping, 1)
    standing = np.ones(len(defeats), np.bool_)
    while True:
        still = np.logical_not(defeats[standing].any(axis=0))
        if np.array_equal(still, standing):
            return standing
        standing = still
