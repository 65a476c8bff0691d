"""Receives the replies to this process and wakes the request that waits for each."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from pipeline.errors import MalformedMessage, QueueMissing
from pipeline.keys import malformed_key
from pipeline.logs import get_logger
from pipeline.messages import REPLY_CODEC
from pipeline.queue import Delivery

log = get_logger()

#: The most that SQS hands out or deletes by one call.
_MOST_AT_ONCE = 10


class ReplyQueue(Protocol):
    """What the inbox needs of a queue."""

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Return up to `limit` messages, waiting up to `wait_seconds` for one."""

    def delete_all(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge up to 10 messages; those that are no longer ours are passed over."""


class MalformedStore(Protocol):
    """Where messages go that nobody can read."""

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""


class ReplyInbox:
    """Knows who waits for which job. `step` belongs to one thread, everything else to any.

    A waiter registers before its request is sent, so that no reply can come too early. The queue is made at
    the first step, and again when it is gone: an embedded endpoint that is killed forgets its queues.
    """

    def __init__(
        self,
        *,
        open_queue: Callable[[], ReplyQueue],
        malformed: MalformedStore,
        finish_unawaited: Callable[[str], object],
        poll_seconds: float,
    ) -> None:
        self._open_queue = open_queue
        self._malformed = malformed
        self._finish_unawaited = finish_unawaited
        self._poll_seconds = poll_seconds
        self._queue: ReplyQueue | None = None
        self._read: list[Delivery] = []  # done with, and not yet deleted
        self._waiters: dict[str, set[threading.Event]] = {}
        self._lock = threading.Lock()
        #: Set when the process is about to end: whoever waits shall answer now.
        self.closing = threading.Event()

    @contextmanager
    def expecting(self, job_id: str) -> Iterator[threading.Event]:
        """Register for a job inside the block; the event is set when its reply comes, or at closing."""
        arrived = threading.Event()
        with self._lock:
            self._waiters.setdefault(job_id, set()).add(arrived)
        try:
            yield arrived
        finally:
            with self._lock:
                self._forget(job_id, arrived)

    def waiting(self) -> int:
        """Return for how many jobs somebody waits."""
        return len(self._waiters)

    def close(self) -> None:
        """Wake everybody who waits and whoever will."""
        self.closing.set()
        with self._lock:
            for arrived in (each for waiters in self._waiters.values() for each in waiters):
                arrived.set()

    def step(self) -> None:
        """Receive once, wake the waiters, then finish the jobs nobody waits for."""
        try:
            if self._queue is None:
                self._queue = self._open_queue()
            deliveries = self._queue.receive(_MOST_AT_ONCE, self._poll_seconds)
            # first everybody is woken; what costs time comes after
            unawaited = [delivery for delivery in deliveries if not self._deliver(delivery)]
            for delivery in unawaited:
                self._handle_unawaited(delivery)
            self._read += deliveries
            if not deliveries or len(self._read) >= _MOST_AT_ONCE:
                self._delete_read(self._queue)
        except QueueMissing:
            log.warning("the reply queue is gone and is made again")
            self._queue, self._read = None, []

    def _delete_read(self, queue: ReplyQueue) -> None:
        """Delete up to ten replies that were read; one that came again meanwhile would change nothing."""
        batch, self._read = self._read[:_MOST_AT_ONCE], self._read[_MOST_AT_ONCE:]
        if batch:
            queue.delete_all(batch)

    def _deliver(self, delivery: Delivery) -> bool:
        try:
            return self._wake(REPLY_CODEC.decode(delivery.body).job_id)
        except MalformedMessage:
            return False

    def _wake(self, job_id: str) -> bool:
        with self._lock:
            waiters = self._waiters.get(job_id, set())
            for arrived in waiters:
                arrived.set()
            return bool(waiters)

    def _handle_unawaited(self, delivery: Delivery) -> None:
        try:
            self._finish_unawaited(REPLY_CODEC.decode(delivery.body).job_id)
        except MalformedMessage as error:
            log.warning("a reply cannot be read", message_id=delivery.message_id, reason=error.reason)
            self._malformed.put(malformed_key(delivery.message_id), delivery.body.encode())

    def _forget(self, job_id: str, arrived: threading.Event) -> None:
        waiters = self._waiters[job_id]
        waiters.discard(arrived)
        if not waiters:
            del self._waiters[job_id]
