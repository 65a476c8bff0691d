"""dlib's CNN face detector (MMOD, max-margin object detection): the same faces, many times faster.

Its scores level off near 1: some ten neighbouring windows of a face differ by hundredths, and which of them
wins decides the box. Fast arithmetic is not as exact as that, but it tells where the faces are and which
windows may win. So a fast network scans the whole pyramid, and an exact one scores again what is in doubt.
"""

import numpy as np

from app_tier.engine.detection.detector import Detection
from app_tier.engine.detection.mmod_canvas import draw
from app_tier.engine.detection.mmod_closer_look import exact_scores
from app_tier.engine.detection.mmod_grid import cell_count, next_to_end
from app_tier.engine.detection.mmod_layout import lay_out
from app_tier.engine.detection.mmod_scan import scan
from app_tier.engine.detection.mmod_settle import THRESHOLD, settle
from app_tier.engine.detection.mmod_windows import windows
from app_tier.engine.pixels import Pixels, Size
from app_tier.engine.runtimes.runtime import Network

#: How much too low the scan may be: 0.23 was the most in 1,500 pictures, next to a canvas's end.
_SCAN_ERROR = 0.25
#: The same, next to other windows of a clear face; with int8, 0.03 gave one of 1,620 faces another window.
_DOUBT, _DOUBT_NEXT_TO_END = 0.04, 0.1


class MmodDetector:
    """The detector on two networks of `weights/mmod_onnx.py`.

    As dlib's without upsampling, it finds faces from 80 pixels up, and a smaller `min_face_px` changes
    nothing: for smaller faces enlarge the picture. A larger one saves time. Takes some 50 bytes for a
    pixel. Not safe to share between threads.
    """

    finds_points = False

    def __init__(self, scanner: Network, exact: Network) -> None:
        """Take a scan model in any precision, and the exact model in single precision."""
        self._scanner = scanner
        self._exact = exact

    def detect(self, pixels: Pixels, min_face_px: int) -> list[Detection]:
        """Return the faces whose size is at least `min_face_px`, surest first."""
        layout = lay_out(Size(width=pixels.shape[1], height=pixels.shape[0]), min_face_px)
        if 0 in (cell_count(layout.size.width), cell_count(layout.size.height)):
            return []
        canvas = draw(pixels, layout)
        scores = scan(self._scanner, canvas)
        cells = np.argwhere(scores > THRESHOLD - _SCAN_ERROR)
        boxes = windows(cells, layout)
        doubts = np.where(next_to_end(cells, scores.shape), _DOUBT_NEXT_TO_END, _DOUBT).astype(np.float32)
        winners, exact = settle(
            boxes,
            scores[tuple(cells.T)],
            doubts,
            lambda places: exact_scores(self._exact, canvas, cells[places]),
        )
        return [
            Detection(left=left, top=top, right=right, bottom=bottom, score=score)
            for (left, top, right, bottom), score in zip(boxes[winners].tolist(), exact.tolist(), strict=True)
        ]
