"""A queue known by its name: found at first use, and again after it was gone and made anew."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pipeline.errors import QueueMissing
from pipeline.queue import Delivery, Depth, Queue

T = TypeVar("T")


class QueueByName:
    """Passes calls on to the queue that `find` returned; one that is gone is found anew at the next call."""

    def __init__(self, find: Callable[[], Queue]) -> None:
        self._find = find
        self._found: Queue | None = None

    def send(self, body: str) -> None:
        """Add a message."""
        self._ask(lambda queue: queue.send(body))

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Return up to `limit` messages, waiting up to `wait_seconds` for one."""
        return self._ask(lambda queue: queue.receive(limit, wait_seconds))

    def delete(self, delivery: Delivery) -> None:
        """Acknowledge the message."""
        self._ask(lambda queue: queue.delete(delivery))

    def delete_all(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge up to 10 messages by one call."""
        self._ask(lambda queue: queue.delete_all(deliveries))

    def extend(self, delivery: Delivery, seconds: int) -> None:
        """Keep the message hidden for `seconds` from now."""
        self._ask(lambda queue: queue.extend(delivery, seconds))

    def depth(self) -> Depth:
        """Return how many messages there are."""
        return self._ask(lambda queue: queue.depth())

    def _ask(self, question: Callable[[Queue], T]) -> T:
        queue = self._found = self._found or self._find()
        try:
            return question(queue)
        except QueueMissing:
            self._found = None
            raise
