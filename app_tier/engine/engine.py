"""What a face engine takes and gives: the seam between the worker and whatever finds and embeds faces."""

from dataclasses import dataclass, field
from typing import Protocol

from app_tier.calibration import Calibration
from pipeline.gallery import Embedding
from pipeline.messages import Options
from pipeline.results import Box, ImageSize, Landmark, ModelId, Pose, Quality


@dataclass(frozen=True, kw_only=True)
class DetectedFace:
    """One face, before anybody asked whose it is."""

    box: Box  #: pixels of the upright picture
    confidence: float  #: the detector's own score; higher is surer
    landmarks: tuple[Landmark, ...]
    quality: Quality
    pose: Pose | None = None  #: where it can be told
    embedding: Embedding = field(compare=False)  #: float32, shape (d,), as the network gives it
    crop: bytes | None = field(default=None, repr=False)  #: JPEG of its own; only where it was asked for


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """Everything an engine says of one picture."""

    image: ImageSize
    faces: tuple[DetectedFace, ...]  #: largest first
    #: Milliseconds by stage: decode, detect, align, embed (the reference aligns while it embeds), and crop.
    timings: dict[str, float]


class FaceEngine(Protocol):
    """A loaded model pack."""

    @property
    def model(self) -> ModelId:
        """The pack, which also names the embeddings it can be compared with."""

    @property
    def calibration(self) -> Calibration:
        """What distances between this pack's embeddings mean."""

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        """Find and embed the picture's faces. Raises InvalidImage for a damaged picture."""
