"""Splits what goes on into stages, and times them."""

import time


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}  #: milliseconds
        self._last = time.perf_counter()

    @property
    def timings(self) -> dict[str, float]:
        """The stages' milliseconds as results tell them."""
        return {stage: round(milliseconds, 2) for stage, milliseconds in self.stages.items()}

    def lap(self, stage: str) -> None:
        """End a stage, which began when the last one ended."""
        now = time.perf_counter()
        self.stages[stage] = (now - self._last) * 1000
        self._last = now
