"""The request queue's depth, also after the queue was lost and made again."""

from collections.abc import Callable

from pipeline.errors import QueueMissing
from pipeline.queue import Depth, Queue


class Backlog:
    """Asks the queue; one that is gone is looked up again at the next reading."""

    def __init__(self, find: Callable[[], Queue]) -> None:
        self._find = find
        self._queue: Queue | None = None

    def depth(self) -> Depth:
        """Return how many requests there are. Raises QueueMissing and ServiceUnavailable."""
        if self._queue is None:
            self._queue = self._find()
        try:
            return self._queue.depth()
        except QueueMissing:
            self._queue = None
            raise
