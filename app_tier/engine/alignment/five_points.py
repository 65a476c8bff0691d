"""Aligns faces by the five points that the detector found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app_tier.engine.alignment.aligner import AlignedFaces
from app_tier.engine.alignment.cutting import cut
from app_tier.engine.alignment.naming import named
from app_tier.engine.alignment.placement import fit
from app_tier.engine.detection.detector import Detection
from app_tier.engine.pixels import Pixels, Points
from pipeline.errors import FacefleetError

#: The points' names in the order of `Detection.points`; left and right as seen in the picture.
LANDMARKS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")


class PointsMissing(FacefleetError):
    """The detector gives no points, which this aligner needs."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """Where an embedder expects the five points."""

    side: int  #: of the chip, pixels
    points: tuple[tuple[float, float], ...]  #: from the chip's upper left corner, pixels
    weights: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0)


#: Where MTCNN's points lie on average in dlib's chips (size 150, padding 0.25), on 1,367 pictures of LFW.
#: The eyes vary least there, and the mouth moves as people speak; other weights near these do as well.
DLIB_CHIP = Template(
    side=150,
    points=((46.98, 45.13), (101.04, 45.13), (74.01, 77.49), (50.19, 104.95), (97.83, 104.95)),
    weights=(1.0, 1.0, 0.5, 0.25, 0.25),
)
#: Of the embedders that follow ArcFace (112 pixels): the points of InsightFace's `arcface_dst`.
ARCFACE_CHIP = Template(
    side=112,
    points=(
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ),
)


class FivePointAligner:
    """Turns, scales and moves each face so that its points come near the template's."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._points = np.array(template.points)

    def align(self, pixels: Pixels, detections: Sequence[Detection]) -> AlignedFaces:
        """Return a chip per detection. Raises PointsMissing."""
        points = [_points(detection) for detection in detections]
        placements = [fit(self._points, each, self._template.weights) for each in points]
        return AlignedFaces(
            chips=cut(pixels, placements, self._template.side),
            landmarks=tuple(named(LANDMARKS, each) for each in points),
        )


def _points(detection: Detection) -> Points:
    if detection.points is None:
        raise PointsMissing("The aligner needs the five points of each face, and the detector gives none.")
    return detection.points
