"""Cuts faces out of a picture as small pictures of their own, to be shown, and to be embedded anew later."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from app_tier.engine.engine import DetectedFace
from app_tier.engine.pixels import Pixels
from pipeline.results import Box, ImageSize

#: How much is left around a face, in shares of its width and height: enough to find it again.
_AROUND = 0.5
#: A face fills half of a crop, so that this leaves embedders, which take up to 150 pixels, all they can use.
_LONGEST_SIDE = 320
_JPEG = (cv2.IMWRITE_JPEG_QUALITY, 88)


def with_crops(faces: Sequence[DetectedFace], pixels: Pixels, full: ImageSize) -> tuple[DetectedFace, ...]:
    """Return the faces, each with its crop out of `pixels`, which are the picture at any size.

    `full` is the size of the picture that the faces' boxes are of.
    """
    return tuple(replace(face, crop=crop(pixels, _in_pixels(face.box, pixels, full))) for face in faces)


def crop(pixels: Pixels, box: Box) -> bytes:
    """Return as a JPEG what is in `box` and around it, as far as the picture goes."""
    cut = _shrunk(_surroundings(pixels, box))
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(cut, cv2.COLOR_RGB2BGR), _JPEG)
    return jpeg.tobytes()


def _in_pixels(box: Box, pixels: Pixels, full: ImageSize) -> Box:
    height, width = pixels.shape[:2]
    across, down = width / full.width, height / full.height
    return Box(left=box.left * across, top=box.top * down, width=box.width * across, height=box.height * down)


def _surroundings(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    aside, above = _AROUND * box.width, _AROUND * box.height
    left, right = _within(box.left - aside, box.left + box.width + aside, width)
    top, bottom = _within(box.top - above, box.top + box.height + above, height)
    return pixels[top:bottom, left:right]


def _within(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the whole pixels from start to end that lie within the length, one of them at least."""
    first = min(max(0, round(start)), length - 1)
    return first, max(min(length, round(end)), first + 1)


def _shrunk(pixels: Pixels) -> Pixels:
    """Return the picture with at most `_LONGEST_SIDE` pixels a side."""
    while max(pixels.shape[:2]) >= 2 * _LONGEST_SIDE and min(pixels.shape[:2]) > 1:
        pixels = _halved(pixels)
    height, width = pixels.shape[:2]
    share = min(1.0, _LONGEST_SIDE / max(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _halved(pixels: Pixels) -> Pixels:
    """Return the means of four pixels: they leave nothing out, at a third of the time that odd sizes take."""
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    halves = cv2.resize(pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    return halves.astype(np.uint8, copy=False)
