"""Refuses new work while there is too much unfinished: the back-pressure that clients feel."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from web_tier import outbox
from web_tier.database import Sessions
from web_tier.failures import Overloaded

#: The count may be so old; a query per request would cost more than the precision is worth.
COUNT_SECONDS = 1.0


class Backlog:
    """Knows, to within a second, how many jobs are unfinished."""

    def __init__(self, *, sessions: Sessions, limit: int, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._limit = limit
        self._clock = clock
        self._counted_at = float("-inf")
        self._count = 0

    def check(self) -> None:
        """Raise Overloaded where no more jobs are accepted."""
        now = self._clock()
        if now - self._counted_at >= COUNT_SECONDS:
            self._counted_at = now
            with self._sessions() as session:
                self._count = outbox.count_unfinished(session)
        if self._count >= self._limit:
            raise Overloaded(f"{self._count} jobs are unfinished; no more are accepted for the moment.")


class Seats:
    """Limits how many requests wait at once, so that threads are left for those that do not."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a seat inside the block. Raises Overloaded where none is free."""
        if not self._free.acquire(blocking=False):
            raise Overloaded("Too many requests are waiting for their results.")
        try:
            yield
        finally:
            self._free.release()
