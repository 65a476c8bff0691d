"""YuNet, a small face detector by Wu et al. (2023), on the ONNX file that the user has from OpenCV's zoo.

It knows faces from 15 to some 320 pixels, and takes parts of larger ones for faces. So a picture is
searched at the size at which the smallest wanted faces are large enough, and where larger ones than it
knows would fit, again at a quarter of that, which then tells of these.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, share_of_union, sizes
from app_tier.engine.detection.detector import Detection
from app_tier.engine.detection.nms import surest
from app_tier.engine.pixels import Pixels
from pipeline.errors import FacefleetError

#: From which score, 0 to 1, a box is a face. The 0.9 of OpenCV's samples overlooks every tenth face with a
#: mask, 0.7 one in 120; of the boxes in crowds of faces from 20 pixels up, 0.5 % are then none.
_LEAST_SCORE = 0.7
#: The part of both boxes from which the surer one suppresses the other, as in OpenCV's samples.
_SAME_OF_UNION = 0.3
_MOST_BOXES = 5000  #: before suppression, OpenCV's default
#: Pixels that the smallest wanted face has when it is searched; with fewer its landmarks are further off.
_SMALLEST_FACE = 24
_LARGEST_FACE = 320  #: pixels
_FURTHER = 4  #: how much smaller the picture is at each further look

Rows = NDArray[np.float32]  #: shape (n, 15): left, top, width, height, five points, score


class UnusableDetector(FacefleetError):
    """The file is no face detector that OpenCV runs."""


class YunetDetector:
    """The detector in OpenCV, which takes some 60 bytes for a pixel. Not safe to share between threads."""

    finds_points = True

    def __init__(self, model: Path) -> None:
        """Load the file. Raises UnusableDetector."""
        try:
            with _errors_only():
                self._detector = cv2.FaceDetectorYN.create(
                    str(model), "", (0, 0), _LEAST_SCORE, _SAME_OF_UNION, _MOST_BOXES
                )
        except cv2.error as error:
            raise UnusableDetector(f"OpenCV cannot use {model} to find faces.") from error

    def detect(self, pixels: Pixels, min_face_px: int) -> list[Detection]:
        """Return the faces whose size is at least `min_face_px`, surest first."""
        scales = list(looks(min(pixels.shape[:2]), min_face_px))
        limits = [0.0, *(_LARGEST_FACE / scale for scale in scales[:-1]), math.inf]
        found = [self._look(pixels, scale) for scale in scales]
        rows = np.concatenate([_between(*each) for each in zip(found, limits[:-1], limits[1:], strict=True)])
        boxes = np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:4]], axis=1)
        best = surest(boxes, rows[:, 14], share_of_union, _SAME_OF_UNION)
        large = best[sizes(boxes[best]) >= min_face_px]
        return [_detection(box, row) for box, row in zip(boxes[large], rows[large], strict=True)]

    def _look(self, pixels: Pixels, scale: float) -> Rows:
        """Return what is found in the picture at another size, in pixels of the picture itself."""
        height, width = pixels.shape[:2]
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize(size)
        found = self._detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
        rows = cast("Rows | None", found)  # its types do not say that it can be nothing
        if rows is None:
            return np.empty((0, 15), np.float32)
        enlarged = np.tile(np.divide((width, height), size), 7)
        return np.concatenate([rows[:, :14] * enlarged, rows[:, 14:]], axis=1).astype(np.float32)


def looks(side: int, min_face_px: int) -> Iterator[float]:
    """Return at which scales to search a picture whose shorter side has so many pixels."""
    scale = min(1.0, _SMALLEST_FACE / max(1, min_face_px))
    yield scale
    while side * scale > _LARGEST_FACE:
        scale /= _FURTHER
        yield scale


def _between(rows: Rows, least: float, most: float) -> Rows:
    """Return the faces that one look is to tell of; it shares some with the look before, lest any be lost."""
    sides = rows[:, 2:4].min(axis=1)
    return np.compress((least / 2 <= sides) & (sides <= most), rows, axis=0)


def _detection(box: Boxes, row: Rows) -> Detection:
    left, top, right, bottom = box.tolist()
    points = row[4:14].reshape(5, 2)  # in the order that Detection asks for
    return Detection(left=left, top=top, right=right, bottom=bottom, score=float(row[14]), points=points)


@contextmanager
def _errors_only() -> Iterator[None]:
    """Keep OpenCV 5 from warning of a setting that it makes itself."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)
