"""Counts the failures in a row of one thing: one log line a streak, and a growing pause between tries."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.logs import get_logger

log = get_logger()

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 5.0


class Setbacks:
    """How one thing, such as `receiving requests`, fares. Shared between threads."""

    def __init__(self, doing: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._doing = doing
        self._clock = clock
        self._in_a_row = 0
        self._counted_at = 0.0
        self._lock = threading.Lock()

    @property
    def pause_seconds(self) -> float:
        """How long to wait before the next try; 0 while all is well."""
        if not self._in_a_row:
            return 0.0
        return min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** min(self._in_a_row - 1, 10))

    def failed(self, error: Exception) -> None:
        """Note a failure; the first of a streak is logged. Those within one pause count as one."""
        with self._lock:
            now, first = self._clock(), not self._in_a_row
            if first or now - self._counted_at >= self.pause_seconds:
                self._in_a_row, self._counted_at = self._in_a_row + 1, now
        if first:
            log.warning("it fails and is tried again until it works", doing=self._doing, error=repr(error))

    def recovered(self) -> None:
        """Note a success; the first after a streak is logged."""
        if not self._in_a_row:
            return
        with self._lock:
            failures, self._in_a_row = self._in_a_row, 0
        if failures:
            log.info("it works again", doing=self._doing, failures=failures)

    @contextmanager
    def survived(self) -> Iterator[None]:
        """Run a block of a loop that must go on whatever happens in it."""
        try:
            yield
        except Exception as error:  # the loop's owner has nobody to tell but the log
            self.failed(error)
        else:
            self.recovered()
