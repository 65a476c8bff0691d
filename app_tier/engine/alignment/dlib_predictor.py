"""Aligns faces as dlib does, by its own 5-point predictor: for detectors that find boxes alone."""

from collections.abc import Sequence
from pathlib import Path

import dlib
import numpy as np

from app_tier.engine.alignment.aligner import AlignedFaces
from app_tier.engine.alignment.cutting import cut
from app_tier.engine.alignment.naming import named
from app_tier.engine.alignment.placement import fit
from app_tier.engine.detection.detector import Detection
from app_tier.engine.pixels import Pixels, Points
from app_tier.engine.weights.unreadable import UnreadableWeights

#: The order in which the predictor answers; left and right as seen in the picture.
LANDMARKS = ("right_eye_outer", "right_eye_inner", "left_eye_outer", "left_eye_inner", "nose")
#: Of the chips that dlib's embedder was trained on, pixels, and the margin as a part of the face's size.
_SIDE, _PADDING = 150, 0.25
#: Where those points lie in an average face, parts of its size: from `get_face_chip_details` in dlib's
#: image_transforms/interpolation.h.
_AVERAGE = (
    (0.8595674595992, 0.2134981538014),
    (0.6460604764104, 0.2289674387677),
    (0.1205750620789, 0.2137274526848),
    (0.3340850613712, 0.2290642403242),
    (0.4901123135679, 0.6277975316475),
)


class DlibAligner:
    """Wants boxes like those of dlib's detectors: square, from the eyebrows to the chin."""

    def __init__(self, predictor: Path) -> None:
        """Load `shape_predictor_5_face_landmarks.dat`. Raises UnreadableWeights where it is none."""
        try:
            self._predictor = dlib.shape_predictor(str(predictor))
        except RuntimeError as error:
            raise UnreadableWeights(f"{predictor} is no shape predictor of dlib's: {error}") from error
        self._points = _SIDE * (_PADDING + np.array(_AVERAGE)) / (1 + 2 * _PADDING)

    def align(self, pixels: Pixels, detections: Sequence[Detection]) -> AlignedFaces:
        """Return a chip per detection."""
        points = [self._found(pixels, detection) for detection in detections]
        return AlignedFaces(
            chips=cut(pixels, [fit(self._points, each) for each in points], _SIDE),
            landmarks=tuple(named(LANDMARKS, each) for each in points),
        )

    def _found(self, pixels: Pixels, detection: Detection) -> Points:
        parts = self._predictor(pixels, _rectangle(detection)).parts()
        # dlib names pixels; their middles are half a pixel further on
        return np.array([(part.x + 0.5, part.y + 0.5) for part in parts], dtype=np.float32)


def _rectangle(detection: Detection) -> dlib.rectangle:
    """Return the box as dlib says it: by its first and last pixels, where ours ends behind the last."""
    left, top = round(detection.left), round(detection.top)
    return dlib.rectangle(left, top, round(detection.right) - 1, round(detection.bottom) - 1)
