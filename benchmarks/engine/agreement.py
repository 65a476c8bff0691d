"""Whether a detector finds the very faces that dlib's CNN detector finds."""

import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app_tier.engine.pixels import Pixels
from benchmarks.engine.arms import loading
from benchmarks.faces.boxes import match
from pipeline.cores import usable_cores
from pipeline.results import Box

if TYPE_CHECKING:
    from benchmarks.engine.arms.dlib_arms import DlibCnnArm

#: Intersection over union from which two boxes are the same face.
LEAST_OVERLAP = 0.8

Boxes = Sequence[Box]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How many of one detector's boxes another one has too."""

    boxes: int  #: of the first detector
    shared: int  #: of these, also found by the second
    more: int  #: found by the second alone

    @property
    def share(self) -> float:
        """The shared boxes' part of the first detector's, which has some: 0 to 1."""
        return self.shared / self.boxes


def agreement(theirs: Sequence[Boxes], ours: Sequence[Boxes]) -> Agreement:
    """Compare the boxes of both detectors, picture by picture."""
    matchings = [match(true, found, LEAST_OVERLAP) for true, found in zip(theirs, ours, strict=True)]
    return Agreement(
        boxes=sum(map(len, theirs)),
        shared=sum(sum(each.found) for each in matchings),
        more=sum(each.false_boxes for each in matchings),
    )


def detected_by_dlib(pictures: Iterable[Pixels]) -> list[list[Box]]:
    """Return what dlib's CNN detector finds in each picture. It takes seconds each: all cores work on it."""
    with ProcessPoolExecutor(usable_cores(), multiprocessing.get_context("spawn")) as executor:
        return list(executor.map(_detected, pictures))


def _detected(pixels: Pixels) -> list[Box]:
    return _dlib_cnn().answer(pixels).result


@cache
def _dlib_cnn() -> "DlibCnnArm":
    return loading.load_dlib_cnn()
