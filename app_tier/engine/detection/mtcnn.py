"""MTCNN: three networks, each of which looks closer at what the one before took for a face.

The cascade is that of Zhang et al., "Joint Face Detection and Alignment using Multitask Cascaded
Convolutional Networks" (2016), but that boxes of different levels do not suppress each other after the first
stage: it would save a tenth of the second one's work, and loses hard faces.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, extents, moved, share_of_smaller, share_of_union, sizes
from app_tier.engine.detection.closer_look import CloserLook, Likely
from app_tier.engine.detection.detector import Detection
from app_tier.engine.detection.nms import surest
from app_tier.engine.detection.proposals import propose
from app_tier.engine.detection.pyramid import draw_pyramid
from app_tier.engine.pixels import Pixels
from app_tier.engine.runtimes.runtime import Network

REFINEMENT_SIDE, OUTPUT_SIDE = 24, 48  #: pixels of the windows that the second and third network look at
#: How many windows the second and third network take in one run. A picture of one face has some 60 and 7;
#: what is lacking to a whole number of runs is filled up with blank ones.
REFINED_AT_ONCE, OUTPUT_AT_ONCE = 32, 8
#: Probabilities from which each stage takes a window for a face. The second one's is usually 0.7: with 0.6
#: more masked and turned faces are found, and no more of what is none.
_THRESHOLDS = (0.6, 0.6, 0.7)
#: The overlap at which the surer of two boxes suppresses the other, as a part of both and of the smaller one.
_SAME_OF_UNION, _SAME_OF_SMALLER = 0.7, 0.7


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


class MtcnnDetector:
    """The cascade on networks from `weights/mtcnn_onnx.py`. Not safe to share between threads."""

    finds_points = True

    def __init__(self, proposals: Network, refinement: Network, output: Network) -> None:
        self._proposals = proposals
        self._refinement = CloserLook(
            network=refinement,
            side=REFINEMENT_SIDE,
            at_once=REFINED_AT_ONCE,
            numbers=5,
            threshold=_logit(_THRESHOLDS[1]),
        )
        self._output = CloserLook(
            network=output,
            side=OUTPUT_SIDE,
            at_once=OUTPUT_AT_ONCE,
            numbers=15,
            threshold=_logit(_THRESHOLDS[2]),
        )

    def detect(self, pixels: Pixels, min_face_px: int) -> list[Detection]:
        """Return the faces of `min_face_px` and more, surest first."""
        pyramid = draw_pyramid(pixels, min_face_px)
        if not pyramid.levels:
            return []
        proposed = propose(self._proposals, pyramid, _logit(_THRESHOLDS[0]))
        refined = _refined(self._refinement.likely(pyramid.pictures, proposed))
        return _detections(self._output.likely(pyramid.pictures, refined), min_face_px)


def _refined(likely: Likely) -> Boxes:
    best = surest(likely.squares, likely.answers[:, 0], share_of_union, _SAME_OF_UNION)
    return moved(likely.squares[best], likely.answers[best, 1:])


def _detections(likely: Likely, min_face_px: int) -> list[Detection]:
    scores = likely.answers[:, 0]
    boxes = moved(likely.squares, likely.answers[:, 1:5])
    best = surest(boxes, scores, share_of_smaller, _SAME_OF_SMALLER)
    large = best[sizes(boxes[best]) >= min_face_px]
    points = _points(likely)
    return [
        Detection(
            left=float(left),
            top=float(top),
            right=float(right),
            bottom=float(bottom),
            score=1 / (1 + math.exp(-float(score))),
            points=landmarks,
        )
        for (left, top, right, bottom), score, landmarks in zip(
            boxes[large], scores[large], points[large], strict=True
        )
    ]


def _points(likely: Likely) -> NDArray[np.float32]:
    """Return the landmarks, shape (n, 5, 2). The network sees each square whole, and tells x before y."""
    fractions = likely.answers[:, 5:].reshape(-1, 2, 5).transpose(0, 2, 1)
    return likely.squares[:, None, :2] + fractions * extents(likely.squares)[:, None]
