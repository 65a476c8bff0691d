"""Keeps a fleet from launching at full speed what dies at its start."""

from collections.abc import Callable

from controller.backoff import Backoff
from pipeline import logs

log = logs.get_logger()


class Launches:
    """Remembers how launches went, and says when the next may be tried."""

    def __init__(self, *, backoff: Backoff, steady_seconds: float, clock: Callable[[], float]) -> None:
        self._backoff = backoff
        self._steady_seconds = steady_seconds  #: a worker that lived so long was no failed launch
        self._clock = clock
        self._launched_at: dict[str, float] = {}
        self._failures = 0
        self._next_at = 0.0

    def allowed(self) -> bool:
        """Whether a launch may be tried now."""
        return self._clock() >= self._next_at

    def launched(self, worker_id: str) -> None:
        """Note a launch."""
        self._launched_at[worker_id] = self._clock()

    def ended(self, worker_id: str, *, was_told: bool) -> bool:
        """Note an end, and say whether the launch failed: it ended of its own accord and soon."""
        launched_at = self._launched_at.pop(worker_id, None)
        if was_told or launched_at is None:
            return False
        failed = self._clock() - launched_at < self._steady_seconds
        self._failures = self._failures + 1 if failed else 0
        if failed:
            self._pause(worker_id)
        return failed

    def _pause(self, worker_id: str) -> None:
        pause_seconds = self._backoff.pause_seconds(self._failures)
        self._next_at = self._clock() + pause_seconds
        log.warning("a worker died at its start", worker_id=worker_id, next_launch_in_seconds=pause_seconds)
