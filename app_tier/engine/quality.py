"""How well a face can be seen, measured on its pixels."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Pixels
from pipeline.results import Box, Quality

#: Faces are compared at one size, the geometric mean of their sides, so that a large face is not sharper
#: just for having more pixels.
_SIDE = 128
#: Variance of the Laplacian at which sharpness is 50: about the median of 250-pixel press photographs.
_HALF_SHARP = 60.0

Luminance = NDArray[np.uint8]  #: shape (height, width)


def measure(pixels: Pixels, box: Box, scale: float = 1.0) -> Quality:
    """Return the quality of the face inside `box`, which lies within `pixels`.

    `scale` is how many pixels of the full picture one of these stands for.
    """
    luminance = _at_one_size(cv2.cvtColor(_cut(pixels, box), cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False))
    return Quality(
        brightness=round(float(luminance.mean()) / 2.55, 1),
        sharpness=round(_sharpness(luminance), 1),
        size=int(min(box.width, box.height) * scale),
    )


def _cut(pixels: Pixels, box: Box) -> Pixels:
    left, top = int(box.left), int(box.top)
    right, bottom = int(box.left + box.width), int(box.top + box.height)
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]


def _at_one_size(face: Luminance) -> Luminance:
    """Return the face scaled. A large one is first brought to within four times the size, block by block.

    Means of four interpolated pixels smooth as a shrinking picture must be, at a third of the time that
    OpenCV takes to average areas of odd sizes.
    """
    height, width = face.shape
    shrink = math.sqrt(height * width) / _SIDE
    block = max(1, int(shrink / 2))
    whole = face[: height // block * block, : width // block * block] if min(height, width) >= block else face
    blocks = cv2.resize(
        whole, (max(1, width // block), max(1, height // block)), interpolation=cv2.INTER_AREA
    )
    size = (max(3, round(width / shrink)), max(3, round(height / shrink)))
    twice = cv2.resize(blocks, (2 * size[0], 2 * size[1]), interpolation=cv2.INTER_LINEAR)
    return cv2.resize(twice, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _sharpness(luminance: Luminance) -> float:
    inside = cv2.Laplacian(luminance, cv2.CV_32F)[1:-1, 1:-1]
    variance = float(inside.var())
    return 100 * variance / (variance + _HALF_SHARP)
