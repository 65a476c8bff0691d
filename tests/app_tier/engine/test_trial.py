"""A pack whose parts do not fit is refused when it is loaded."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.alignment.five_points import DLIB_CHIP, FivePointAligner
from app_tier.engine.detection.detector import Detection
from app_tier.engine.manifest import InvalidPack
from app_tier.engine.pack_engine import Pack
from app_tier.engine.pixels import Chips, Pixels
from app_tier.engine.trial import try_out
from tests.app_tier.world import READY


@dataclass(frozen=True)
class Detector:
    """Is not asked for faces."""

    finds_points: bool

    def detect(self, pixels: Pixels, min_face_px: int) -> list[Detection]:
        raise AssertionError("a blank picture has no faces to find")


@dataclass(frozen=True)
class Embedder:
    """Takes chips of one size alone, as networks do."""

    side: int
    numbers: tuple[float, ...] = (0.6, 0.8)

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        if chips.shape[1:] != (self.side, self.side, 3):
            raise RuntimeError(f"expected {self.side} pixels")
        return np.array([self.numbers] * len(chips), np.float32)


def pack(embedder: Embedder, *, finds_points: bool = True) -> Pack:
    return Pack(
        model=READY.model,
        calibration=READY.calibration,
        detector=Detector(finds_points),
        aligner=FivePointAligner(DLIB_CHIP),
        embedder=embedder,
    )


def test_parts_that_fit_pass() -> None:
    try_out(pack(Embedder(DLIB_CHIP.side)))


def test_an_embedder_of_other_chips_is_refused() -> None:
    with pytest.raises(InvalidPack, match="parts of the model pack names do not fit: expected 112 pixels"):
        try_out(pack(Embedder(112)))


def test_an_aligner_by_points_is_refused_with_a_detector_that_finds_none() -> None:
    with pytest.raises(InvalidPack, match="do not fit: The aligner needs the five points"):
        try_out(pack(Embedder(DLIB_CHIP.side), finds_points=False))


def test_an_embedder_that_gives_no_numbers_is_refused() -> None:
    with pytest.raises(InvalidPack, match="no embedding"):
        try_out(pack(Embedder(DLIB_CHIP.side, numbers=(float("nan"), 1.0))))
