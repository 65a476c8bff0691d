"""Receives requests: no more than there is room for, through any outage, until it is told to stop."""

import threading
import time
from collections.abc import Callable

from app_tier.holding import Held
from app_tier.job import Job
from app_tier.setbacks import Setbacks
from pipeline.errors import MalformedMessage
from pipeline.logs import get_logger
from pipeline.messages import REQUEST_CODEC
from pipeline.queue import Delivery, Queue

log = get_logger()

#: Long enough to be cheap, short enough that a draining worker need not wait for it, seconds.
POLL_SECONDS = 2.0
#: So long it waits for room before it looks about, seconds.
_PATIENCE_SECONDS = 10.0
#: The most that SQS hands out at once.
_MOST_AT_ONCE = 10


class Intake:
    """Feeds `accept` with jobs. What it cannot read is left to the dead-letter queue."""

    def __init__(
        self,
        *,
        queue: Queue,
        held: Held,
        storage: Setbacks,
        accept: Callable[[Job], None],
        on_turn: Callable[[], None],
        batch: int,
    ) -> None:
        self._queue = queue
        self._held = held
        self._storage = storage
        self._accept = accept
        self._on_turn = on_turn
        self._batch = batch
        self._receiving = Setbacks("receiving requests")
        self._turned_at = time.monotonic()

    @property
    def seconds_without_success(self) -> float:
        """How long ago it last received, if only nothing, or had no room to."""
        return time.monotonic() - self._turned_at

    def run(self, stop: threading.Event) -> None:
        """Receive until `stop` is set and `held` is closed; what the last poll brings is accepted too."""
        while not stop.wait(max(self._receiving.pause_seconds, self._storage.pause_seconds)):
            with self._receiving.survived():
                self.step()
                self._turned_at = time.monotonic()
                self._on_turn()

    def step(self) -> None:
        """Wait for room, then for requests, and accept those that come."""
        # Waiting for room for several makes polls fewer than requests.
        room = min(self._held.wait_for_room(self._batch, _PATIENCE_SECONDS), _MOST_AT_ONCE)
        if self._storage.pause_seconds:
            room = min(
                room, 1
            )  # one request tries whether the buckets answer again; the rest keep their tries
        if room > 0:
            for delivery in self._queue.receive(room, POLL_SECONDS):
                self._take(delivery)

    def _take(self, delivery: Delivery) -> None:
        self._held.take(delivery)
        try:
            job = Job(delivery=delivery, request=REQUEST_CODEC.decode(delivery.body))
        except MalformedMessage as error:
            log.warning(
                "a malformed request is left to the dead-letter queue",
                message_id=delivery.message_id,
                receive_count=delivery.receive_count,
                reason=error.reason,
            )
            self._held.give_back(delivery, 0)
        else:
            self._accept(job)
