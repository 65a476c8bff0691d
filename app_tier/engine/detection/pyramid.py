"""A picture at many sizes, in one of which each face is about as large as the first network's window."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from app_tier.engine.pixels import Pixels, Size

WINDOW = 12  #: pixels a side of the proposal network's windows
#: Each level's sides in the next larger one's. With 0.65 more faces are missed, with 0.75 as many.
STEP = 0.709
#: Pixels that the shorter side of the smallest face has in the largest level. Windows are square and faces
#: taller than wide: with WINDOW itself no more is found.
SMALLEST_FACE = 11


@dataclass(frozen=True, kw_only=True)
class Pyramid:
    """A picture, smaller and smaller."""

    pictures: tuple[Pixels, ...]  #: largest first, starting with the picture itself
    levels: tuple[Pixels, ...]  #: those of them that are searched


def level_sizes(width: int, height: int, min_face_px: int) -> list[Size]:
    """Return the sizes to search for faces from `min_face_px` up; none if the picture is too small."""
    sizes = []
    scale = min(1.0, SMALLEST_FACE / min_face_px)  # what an enlarged picture shows is not there
    while min(width, height) * scale >= WINDOW:
        sizes.append(Size(width=math.ceil(width * scale), height=math.ceil(height * scale)))
        scale *= STEP
    return sizes


def draw_pyramid(picture: Pixels, min_face_px: int) -> Pyramid:
    """Return the picture at all sizes that are searched, and at those on the way there."""
    pictures, levels = [picture], []
    for size in level_sizes(picture.shape[1], picture.shape[0], min_face_px):
        pictures += _shrunk(pictures[-1], size)
        levels.append(pictures[-1])
    return Pyramid(pictures=tuple(pictures), levels=tuple(levels))


def _shrunk(picture: Pixels, size: Size) -> list[Pixels]:
    """Return the picture shrunk in steps of a half at most, so that no pixel is skipped; the last has `size`.

    Averaging over areas in one step looks the same and takes 7 times as long.
    """
    steps = []
    while picture.shape[0] > 2 * size.height and picture.shape[1] > 2 * size.width:
        picture = _resized(picture, Size(width=picture.shape[1] // 2, height=picture.shape[0] // 2))
        steps.append(picture)
    return [*steps, _resized(picture, size)]


def _resized(picture: Pixels, size: Size) -> Pixels:
    return np.asarray(cv2.resize(picture, (size.width, size.height)), np.uint8)
