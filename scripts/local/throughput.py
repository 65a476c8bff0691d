"""How many images were done, and how fast, from what workers say of themselves. Pure."""

from collections import deque
from collections.abc import Mapping

#: The rate is a mean over so long, seconds: a worker reports every few seconds.
_WINDOW_SECONDS = 10.0


class Throughput:
    """Sums the counts of workers that come and go."""

    def __init__(self) -> None:
        self._done: dict[str, int] = {}
        self._totals: deque[tuple[float, int]] = deque()

    @property
    def images_done(self) -> int:
        """All images since this was made, those of departed workers too."""
        return sum(self._done.values())

    @property
    def images_per_second(self) -> float:
        """The mean rate of the last seconds; 0 before there are two readings."""
        if len(self._totals) < 2:
            return 0.0
        (first_at, first), (last_at, last) = self._totals[0], self._totals[-1]
        return (last - first) / (last_at - first_at)

    def note(self, now: float, images_done: Mapping[str, int]) -> None:
        """Take in each worker's own count, at `now` (seconds)."""
        self._done.update(images_done)
        self._totals.append((now, self.images_done))
        while self._totals[0][0] < now - _WINDOW_SECONDS:
            self._totals.popleft()
