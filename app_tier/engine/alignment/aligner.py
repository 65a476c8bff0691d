"""What cuts faces out so that their features lie where the embedder expects them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app_tier.engine.detection.detector import Detection
from app_tier.engine.pixels import Chips, Pixels
from pipeline.results import Landmark


@dataclass(frozen=True, kw_only=True)
class AlignedFaces:
    """The faces of one picture, in the order of their detections."""

    chips: Chips
    landmarks: tuple[tuple[Landmark, ...], ...]  #: of each face, pixels of the picture


class Aligner(Protocol):
    """Cuts chips for one embedder."""

    def align(self, pixels: Pixels, detections: Sequence[Detection]) -> AlignedFaces:
        """Return a chip per detection."""
