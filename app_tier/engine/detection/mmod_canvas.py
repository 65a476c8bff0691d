"""Draws a picture's pyramid as dlib does: each level from the one before, with the corners' pixels kept.

dlib computes in floating point; bytes would turn one detection in 230 into its neighbour. Numbers of 16
bits are as good and take half the memory. The fourth channel is idle: OpenCV is faster with four than with
three.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.mmod_layout import Layout, level_sizes
from app_tier.engine.pixels import Pixels, Size

Canvas = NDArray[np.uint16]  #: shape (height, width, 4): red, green, blue in parts of UNIT, and nothing
UNIT = 256
#: What lies between the levels: the colour that the network subtracts (`input_rgb_image_pyramid`'s default).
MEAN_COLOUR = (122.782, 117.001, 104.298)


def draw(picture: Pixels, layout: Layout) -> Canvas:
    """Return the canvas of the layout made for this picture."""
    colour = np.rint(np.multiply([*MEAN_COLOUR, 0], UNIT)).astype(np.uint16)
    canvas = filled(layout.size.height, layout.size.width, colour)
    places = {level.size: canvas[level.top :, level.left :] for level in layout.levels}
    level = _fine(picture)
    for size in level_sizes(Size(width=picture.shape[1], height=picture.shape[0])):
        level = _shrunk(level, size)
        if size in places:
            places[size][: size.height, : size.width] = level
    return canvas


def filled(height: int, width: int, colour: NDArray[Any]) -> NDArray[Any]:
    """Return an area of one colour; numpy copies rows forty times as fast as single pixels."""
    return np.full((height, width, len(colour)), np.full((width, len(colour)), colour))


def _fine(picture: Pixels) -> Canvas:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA).astype(np.uint16) * np.uint16(UNIT)


def _shrunk(level: Canvas, size: Size) -> Canvas:
    height, width, _ = level.shape
    if (width, height) == (size.width, size.height):
        return level
    across, down = (width - 1) / max(size.width - 1, 1), (height - 1) / max(size.height - 1, 1)
    shrunk = cv2.warpAffine(
        level,
        np.array([[across, 0, 0], [0, down, 0]]),
        (size.width, size.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(shrunk, np.uint16)
