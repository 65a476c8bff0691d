"""OpenCV's YuNet, as OpenCV runs it."""

from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Pixels
from app_tier.engine.stopwatch import Stopwatch
from benchmarks.engine.arms.arm import Timed
from pipeline.results import Box

#: What OpenCV's own samples take.
_SCORE_THRESHOLD = 0.9
_NMS_THRESHOLD = 0.3


class YunetArm:
    """The detector alone; the change to OpenCV's order of colours is not counted."""

    def __init__(self, model: Path) -> None:
        cv2.setNumThreads(1)
        # OpenCV 5 warns of a setting that it makes itself
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
        self._detector = cv2.FaceDetectorYN.create(str(model), "", (0, 0), _SCORE_THRESHOLD, _NMS_THRESHOLD)

    def answer(self, question: Pixels) -> Timed[list[Box]]:
        """Return the faces' boxes."""
        height, width = question.shape[:2]
        blue_first = cv2.cvtColor(question, cv2.COLOR_RGB2BGR)
        watch = Stopwatch()
        self._detector.setInputSize((width, height))
        found = self._detector.detect(blue_first)[1]
        watch.lap("detect")
        rows = cast("NDArray[np.float32] | None", found)  # its types do not say that it can be nothing
        return Timed(stages=watch.stages, result=[] if rows is None else [_box(row) for row in rows])


def _box(row: NDArray[np.float32]) -> Box:
    left, top, width, height = row[:4].tolist()
    return Box(left=left, top=top, width=width, height=height)
