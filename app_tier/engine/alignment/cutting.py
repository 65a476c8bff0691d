"""Cuts chips out of a picture."""

from collections.abc import Sequence

import cv2
import numpy as np

from app_tier.engine.alignment.placement import Placement
from app_tier.engine.pixels import Chips, Pixels

#: From the edge of a pixel to its middle, which is where OpenCV counts from.
_HALF = 0.5


def cut(pixels: Pixels, placements: Sequence[Placement], side: int) -> Chips:
    """Return the chips of `side` pixels that lie there, interpolated; black where the picture ends.

    Where a pixel of a chip covers two or more of the picture a side, their means are taken first:
    interpolation alone would look at four pixels and leave the rest out.
    """
    chips = np.empty((len(placements), side, side, 3), dtype=np.uint8)
    for chip, placement in zip(chips, placements, strict=True):
        chip[:] = _chip(pixels, placement, side)
    return chips


def _chip(pixels: Pixels, placement: Placement, side: int) -> Pixels:
    block = int(placement.scale)
    if block < 2:
        return _warped(pixels, placement, side)
    left, top, right, bottom = _region(pixels, placement, side, block)
    if left >= right or top >= bottom:
        return np.zeros((side, side, 3), dtype=np.uint8)
    size = ((right - left) // block, (bottom - top) // block)
    blocks = cv2.resize(pixels[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
    inside = Placement(
        cosine=placement.cosine / block,
        sine=placement.sine / block,
        left=(placement.left - left) / block,
        top=(placement.top - top) / block,
    )
    return _warped(blocks.astype(np.uint8, copy=False), inside, side)


def _region(pixels: Pixels, placement: Placement, side: int, block: int) -> tuple[int, int, int, int]:
    """Return the part of the picture under the chip, in whole blocks from its upper left corner on."""
    corners = placement.apply(np.array([(0.0, 0.0), (side, 0.0), (0.0, side), (side, side)]))
    height, width = pixels.shape[:2]
    left, top = (max(0, int(each)) for each in corners.min(axis=0))
    right = min(width, int(corners[:, 0].max()) + block)
    bottom = min(height, int(corners[:, 1].max()) + block)
    return left, top, right - (right - left) % block, bottom - (bottom - top) % block


def _warped(pixels: Pixels, placement: Placement, side: int) -> Pixels:
    matrix = placement.matrix
    matrix[:, 2] = placement.apply(np.array([(_HALF, _HALF)]))[0] - _HALF
    chip = cv2.warpAffine(pixels, matrix, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return chip.astype(np.uint8, copy=False)
