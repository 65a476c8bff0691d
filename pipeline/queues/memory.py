"""A queue within one process, with SQS's visibility timeout and dead-letter rule."""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pipeline.errors import ReceiptExpired
from pipeline.queue import Delivery, Depth


@dataclass
class _Message:
    message_id: str
    body: str
    sent_at: float
    receive_count: int = 0
    receipt: str = ""
    hidden_until: float = 0.0


class MemoryQueue:
    """Holds messages until they are deleted, or moves them to `dead_letters` after `max_receives`."""

    def __init__(
        self,
        *,
        visibility_seconds: float = 60,
        dead_letters: "MemoryQueue | None" = None,
        max_receives: int = 5,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._visibility_seconds = visibility_seconds
        self._dead_letters = dead_letters
        self._max_receives = max_receives
        self._clock = clock
        self._messages: dict[str, _Message] = {}
        self._ids = itertools.count(1)
        self._changed = threading.Condition()

    def send(self, body: str) -> None:
        """Add a message."""
        with self._changed:
            message = _Message(f"m{next(self._ids)}", body, self._clock())
            self._messages[message.message_id] = message
            self._changed.notify_all()

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Return up to `limit` messages and hide them for the visibility timeout."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._visible()), timeout=wait_seconds)
            self._bury_the_poisonous()
            return [self._deliver(message) for message in self._visible()[:limit]]

    def delete(self, delivery: Delivery) -> None:
        """Remove the message if the receipt is its newest."""
        with self._changed:
            del self._messages[self._held(delivery).message_id]

    def delete_all(self, deliveries: Sequence[Delivery]) -> None:
        """Remove several messages; those that are no longer ours are passed over."""
        for delivery in deliveries:
            with suppress(ReceiptExpired):
                self.delete(delivery)

    def extend(self, delivery: Delivery, seconds: int) -> None:
        """Hide the message for `seconds` from now."""
        with self._changed:
            self._held(delivery).hidden_until = self._clock() + seconds
            self._changed.notify_all()

    def depth(self) -> Depth:
        """Return exact counts."""
        with self._changed:
            visible = len(self._visible())
            return Depth(visible=visible, in_flight=len(self._messages) - visible)

    def _visible(self) -> list[_Message]:
        now = self._clock()
        return [message for message in self._messages.values() if message.hidden_until <= now]

    def _deliver(self, message: _Message) -> Delivery:
        message.receive_count += 1
        message.receipt = f"{message.message_id}/{message.receive_count}"
        message.hidden_until = self._clock() + self._visibility_seconds
        return Delivery(
            message_id=message.message_id,
            body=message.body,
            receipt=message.receipt,
            receive_count=message.receive_count,
            sent_at=message.sent_at,
        )

    def _bury_the_poisonous(self) -> None:
        if self._dead_letters is None:
            return
        for message in self._visible():
            if message.receive_count >= self._max_receives:
                del self._messages[message.message_id]
                self._dead_letters.send(message.body)

    def _held(self, delivery: Delivery) -> _Message:
        message = self._messages.get(delivery.message_id)
        if message is None or message.receipt != delivery.receipt:
            raise ReceiptExpired
        return message
