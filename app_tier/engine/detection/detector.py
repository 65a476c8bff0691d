"""What finds faces: the seam between the engine and its detectors."""

from dataclasses import dataclass, field
from typing import Protocol

from app_tier.engine.pixels import Pixels, Points


@dataclass(frozen=True, kw_only=True)
class Detection:
    """A face that was found, in pixels of the picture that was searched. It may reach over the edge."""

    left: float
    top: float
    right: float
    bottom: float
    score: float  #: the detector's own; higher is surer
    #: Right eye, left eye, nose tip, right and left corner of the mouth (the person's right: left in the
    #: picture), where the detector finds them itself.
    points: Points | None = field(default=None, compare=False)


class Detector(Protocol):
    """A loaded detector."""

    @property
    def finds_points(self) -> bool:
        """Whether its detections have points."""

    def detect(self, pixels: Pixels, min_face_px: int) -> list[Detection]:
        """Return the faces of `min_face_px` and more, surest first.

        A face's size is the side of the square that is as large as its box: some detectors' boxes are
        squares, others' are taller than wide.
        """
