"""Watches the request queue for the sweeper: an empty queue means that an unanswered request was lost."""

from typing import Protocol

from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.queue import Depth
from web_tier.metrics import Metrics
from web_tier.sweep_policy import QueueLook


class MeasuredQueue(Protocol):
    """A queue that can be counted."""

    def depth(self) -> Depth:
        """Return how many messages there are."""


class QueueWatch:
    """Remembers since when the queue has been empty."""

    def __init__(self, *, queue: MeasuredQueue, metrics: Metrics) -> None:
        self._queue = queue
        self._metrics = metrics
        self._empty_since: float | None = None

    def look(self, now: float) -> QueueLook:
        """Look once more and return what is known then."""
        depth = self._depth()
        if depth is None or depth.backlog > 0:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now
        confirmed = self._empty_since is not None and self._empty_since < now
        return QueueLook(readable=depth is not None, empty_since=self._empty_since if confirmed else None)

    def _depth(self) -> Depth | None:
        try:
            depth = self._queue.depth()
        except (ServiceUnavailable, QueueMissing):
            return None
        self._metrics.queue_depth(depth.visible, depth.in_flight)
        return depth
