"""Cuts squares out of a picture and shrinks them to a network's window."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, extents
from app_tier.engine.pixels import Chips, Pixels

#: A square is cut from the smallest picture in which it is larger than the window by this factor: without it,
#: some hard faces are blurred away.
_SHARPNESS = 1.4


def cut(pictures: Sequence[Pixels], squares: Boxes, side: int) -> Chips:
    """Return the squares with `side` pixels a side, black where they reach over the edge.

    `pictures` are one picture at different sizes, largest first; the squares' pixels are the first one's.
    """
    sizes = np.array([picture.shape[1::-1] for picture in pictures], np.float32)
    scales = sizes / sizes[0]
    sources = _sources(extents(squares)[:, 0], scales[:, 0], side * _SHARPNESS)
    maps = _maps(squares * np.tile(scales[sources], 2), side)
    chips = np.empty((len(squares), side, side, 3), np.uint8)
    for chip, source, inverse in zip(chips, sources, maps, strict=True):
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(pictures[source], inverse, (side, side), dst=chip, flags=flags)
    return chips


def _sources(sides: NDArray[np.float32], scales: NDArray[np.float32], enough: float) -> NDArray[np.intp]:
    """Return of each square the smallest picture in which it has enough pixels; the largest if none."""
    sufficient: NDArray[np.intp] = np.count_nonzero(sides[:, None] * scales >= enough, axis=1)
    return np.maximum(sufficient - 1, 0)


def _maps(squares: Boxes, side: int) -> NDArray[np.float32]:
    """Return the affine maps from a chip's pixels to those of the picture, shape (n, 2, 3)."""
    steps = extents(squares) / side
    maps = np.zeros((len(squares), 2, 3), np.float32)
    maps[:, [0, 1], [0, 1]] = steps
    maps[:, :, 2] = squares[:, :2] + (steps - 1) / 2  # centre upon centre: a pixel's is half a pixel in
    return maps
