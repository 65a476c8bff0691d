"""Boxes as arrays of shape (n, 4): left, top, right and bottom in pixels."""

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]
Shares = NDArray[np.float32]  #: from 0, nothing, to 1
#: Square pixels; boxes without any area share nothing.
_SMALLEST = np.float32(1e-6)


def extents(boxes: Boxes) -> NDArray[np.float32]:
    """Return widths and heights, shape (n, 2)."""
    return boxes[:, 2:] - boxes[:, :2]


def moved(boxes: Boxes, offsets: NDArray[np.float32]) -> Boxes:
    """Return the boxes with each side moved by a fraction of the width or height."""
    return boxes + offsets * np.tile(extents(boxes), 2)


def squared(boxes: Boxes) -> Boxes:
    """Return the smallest squares of the same centres that hold the boxes."""
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = extents(boxes).max(axis=1, keepdims=True) / 2
    return np.concatenate([centres - half, centres + half], axis=1)


def share_of_union(some: Boxes, others: Boxes) -> Shares:
    """Return of each pair which part of both together they share, shape (some, others)."""
    shared = _shared(some, others)
    return _part(shared, _areas(some)[:, None] + _areas(others) - shared)


def share_of_smaller(some: Boxes, others: Boxes) -> Shares:
    """Return of each pair which part of the smaller box they share, shape (some, others)."""
    return _part(_shared(some, others), np.minimum(_areas(some)[:, None], _areas(others)))


def share_of_hull(some: Boxes, others: Boxes) -> Shares:
    """Return of each pair which part of the smallest box around both they share, shape (some, others).

    This is what dlib's `test_box_overlap` calls intersection over union.
    """
    width = np.maximum(some[:, None, 2], others[:, 2]) - np.minimum(some[:, None, 0], others[:, 0])
    height = np.maximum(some[:, None, 3], others[:, 3]) - np.minimum(some[:, None, 1], others[:, 1])
    return _part(_shared(some, others), width * height)


def _shared(some: Boxes, others: Boxes) -> Shares:
    """Return the area that each pair shares; width and height apart are faster than both in one array."""
    width = np.minimum(some[:, None, 2], others[:, 2]) - np.maximum(some[:, None, 0], others[:, 0])
    height = np.minimum(some[:, None, 3], others[:, 3]) - np.maximum(some[:, None, 1], others[:, 1])
    shared: Shares = np.maximum(width, 0) * np.maximum(height, 0)
    return shared


def _part(shared: Shares, whole: NDArray[np.float32]) -> Shares:
    parts: Shares = np.divide(shared, np.maximum(whole, _SMALLEST))
    return parts


def _areas(boxes: Boxes) -> NDArray[np.float32]:
    sides = np.maximum(extents(boxes), 0)
    return sides[:, 0] * sides[:, 1]


def sizes(boxes: Boxes) -> NDArray[np.float32]:
    """Return each box's size: the side of a square as large."""
    return np.sqrt(_areas(boxes))
