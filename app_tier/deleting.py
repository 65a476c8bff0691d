"""Deletes answered requests, ten by one call: an answer is urgent, the end of its request is not."""

import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from pipeline.errors import FacefleetError
from pipeline.logs import get_logger
from pipeline.queue import Delivery, Queue

log = get_logger()

#: How long an answered request may stay, seconds. It is let go with two thirds of its visibility left, which
#: are 2 s at the least.
LATEST_SECONDS = 0.5
#: The most that SQS deletes by one call.
_MOST_AT_ONCE = 10


class Deletions:
    """Requests to be deleted. One that stays comes again, and whoever gets it finds its result there."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._answered: SimpleQueue[Delivery] = SimpleQueue()

    def add(self, delivery: Delivery) -> None:
        """Have a request deleted soon."""
        self._answered.put(delivery)

    def run(self, stop: threading.Event) -> None:
        """Delete until `stop` is set, and then what is left."""
        while not stop.wait(LATEST_SECONDS):
            self.step()
        self.step()

    def step(self) -> None:
        """Delete everything that was added."""
        while batch := list(self._next()):
            try:
                self._queue.delete_all(batch)
            except FacefleetError as error:
                ids = [delivery.message_id for delivery in batch]
                log.info("some requests could not be deleted", message_ids=ids, error=repr(error))

    def _next(self) -> Iterator[Delivery]:
        for _ in range(_MOST_AT_ONCE):
            try:
                yield self._answered.get_nowait()
            except Empty:
                return
