"""Looks for faces before a frame is sent, with a detector file that the user has.

OpenCV 5 ships the runner of YuNet but no detector: its wheel has no model file and the old cascades are gone.
"""

from pathlib import Path
from typing import Any

import cv2

from scripts.client.camera.frames import Pixels

_LEAST_SCORE = 0.6  # lower than usual: a missed face is lost, a needless frame costs a request
_LONGEST_SIDE = 640  # pixels; larger frames are made smaller for this look


class UnusableModel(Exception):
    """The file is no face detector that OpenCV runs."""


class FaceGate:
    """Finds faces with a YuNet ONNX file. Raises UnusableModel."""

    def __init__(self, model: Path) -> None:
        try:
            self._detector: Any = cv2.FaceDetectorYN.create(str(model), "", (0, 0), _LEAST_SCORE)
        except cv2.error as error:
            raise UnusableModel(f"OpenCV cannot use {model} to find faces") from error

    def sees_face(self, pixels: Pixels) -> bool:
        """Whether there is a face in the frame."""
        height, width = pixels.shape[:2]
        scale = min(1.0, _LONGEST_SIDE / max(height, width))
        small = cv2.resize(pixels, None, fx=scale, fy=scale)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        _, faces = self._detector.detect(small)
        return faces is not None
