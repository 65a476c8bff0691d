"""Times the stages of an analysis."""

import time


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.timings: dict[str, float] = {}  #: milliseconds by stage

    def lap(self, stage: str) -> None:
        """Note the time since the last stage's end."""
        now = time.perf_counter()
        self.timings[stage] = round((now - self._last) * 1000, 2)
        self._last = now
