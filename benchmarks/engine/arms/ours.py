"""Facefleet's engine and its parts."""

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.packs import EngineChoice, load_engine, load_pack
from app_tier.engine.pixels import Chips, Pixels
from app_tier.engine.stopwatch import Stopwatch
from benchmarks.engine.arms.arm import Timed
from pipeline.messages import Options
from pipeline.results import Box


class EngineArm:
    """A whole engine with the service's default options."""

    def __init__(self, choice: EngineChoice) -> None:
        self._engine = load_engine(choice)

    def answer(self, question: bytes) -> Timed[int]:
        """Return how many faces it embeds."""
        watch = Stopwatch()
        analysis = self._engine.analyse(question, Options())
        watch.lap("whole")
        return Timed(stages={**analysis.timings, **watch.stages}, result=len(analysis.faces))


class DetectorArm:
    """A pack's detector alone."""

    def __init__(self, choice: EngineChoice, min_face_px: int) -> None:
        self._detector = load_pack(choice).detector
        self._min_face_px = min_face_px

    def answer(self, question: Pixels) -> Timed[list[Box]]:
        """Return the faces' boxes."""
        watch = Stopwatch()
        found = self._detector.detect(question, self._min_face_px)
        watch.lap("detect")
        boxes = [
            Box(left=each.left, top=each.top, width=each.right - each.left, height=each.bottom - each.top)
            for each in found
        ]
        return Timed(stages=watch.stages, result=boxes)


class EmbedderArm:
    """A pack's embedder alone."""

    def __init__(self, choice: EngineChoice) -> None:
        self._embedder = load_pack(choice).embedder

    def answer(self, question: Chips) -> Timed[NDArray[np.float32]]:
        """Return the embeddings."""
        watch = Stopwatch()
        embeddings = self._embedder.embed(question)
        watch.lap("embed")
        return Timed(stages=watch.stages, result=embeddings)
