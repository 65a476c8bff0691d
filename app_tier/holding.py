"""Holds the requests a worker has received: keeps them hidden, and lets go of each in one of three ways.

A request is deleted once it is answered, given back when it could not be, or lost when the queue says that it
is no longer ours.
"""

import threading
import time
from collections.abc import Callable

from app_tier.deleting import Deletions
from app_tier.setbacks import Setbacks
from pipeline.errors import FacefleetError, QueueMissing, ReceiptExpired
from pipeline.logs import get_logger
from pipeline.queue import Delivery, Queue

log = get_logger()

#: How many requests may wait for their result to be written, for each that may wait for an engine.
_ANSWERING_PER_WAITING = 3


class Held:
    """The requests held now, and the room for more. `on_change` is told how many, under a lock."""

    def __init__(
        self,
        queue: Queue,
        *,
        capacity: int,
        visibility_seconds: int,
        on_change: Callable[[int], None],
    ) -> None:
        self._queue = queue
        self._on_change = on_change
        self._capacity = capacity
        self._visibility_seconds = visibility_seconds
        self._all: dict[str, Delivery] = {}  # by receipt
        self._before_engine: set[str] = set()
        self._changed = threading.Condition()
        self._changed_at = time.monotonic()
        self._closed = False
        self._extending = Setbacks("keeping requests hidden")
        #: Those that are answered; `run` belongs to a thread.
        self.deletions = Deletions(queue)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, delivery: Delivery) -> bool:
        return delivery.receipt in self._all

    @property
    def seconds_unchanged(self) -> float:
        """How long ago a request last came, left its engine or was let go, or it was closed."""
        return time.monotonic() - self._changed_at

    def wait_for_room(self, least: int, patience_seconds: float) -> int:
        """Wait until there is room for `least` requests, at most so long; return for how many there is.

        After `close` there is room for none.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._room() >= least, patience_seconds)
            return 0 if self._closed else self._room()

    def close(self) -> None:
        """Say that nothing more will be taken; whoever waits for room goes on."""
        with self._changed:
            self._closed = True
            self._note_change()

    def take(self, delivery: Delivery) -> None:
        """Hold a request from now on."""
        with self._changed:
            self._all[delivery.receipt] = delivery
            self._before_engine.add(delivery.receipt)
            self._note_change()
            self._on_change(len(self._all))

    def leave_engine(self, delivery: Delivery) -> None:
        """Make room for another: this request needs no engine any more."""
        with self._changed:
            self._before_engine.discard(delivery.receipt)
            self._note_change()

    def acknowledge(self, delivery: Delivery) -> None:
        """Let go of an answered request, and have it deleted."""
        self._let_go(delivery)
        self.deletions.add(delivery)

    def give_back(self, delivery: Delivery, seconds: int) -> None:
        """Let another worker have a request `seconds` from now; if that fails, when its visibility ends."""
        self._let_go(delivery)
        try:
            self._queue.extend(delivery, seconds)
        except FacefleetError as error:
            log.info("a request could not be given back", message_id=delivery.message_id, error=repr(error))

    def give_back_all(self) -> None:
        """Let others have everything that is still held."""
        for delivery in list(self._all.values()):
            self.give_back(delivery, 0)

    def keep_hidden(self, stop: threading.Event) -> None:
        """Extend the visibility of everything held, over and over, until `stop`."""
        while not stop.wait(self._visibility_seconds / 3):
            for delivery in list(self._all.values()):
                with self._extending.survived():
                    self._extend(delivery)

    def _extend(self, delivery: Delivery) -> None:
        if delivery not in self:  # let go since the round began
            return
        try:
            self._queue.extend(delivery, self._visibility_seconds)
        except (ReceiptExpired, QueueMissing) as error:
            log.warning("a request was lost", message_id=delivery.message_id, error=repr(error))
            self._let_go(delivery)

    def _let_go(self, delivery: Delivery) -> None:
        with self._changed:
            self._all.pop(delivery.receipt, None)
            self._before_engine.discard(delivery.receipt)
            self._note_change()
            self._on_change(len(self._all))

    def _note_change(self) -> None:
        self._changed_at = time.monotonic()
        self._changed.notify_all()

    def _room(self) -> int:
        return min(
            self._capacity - len(self._before_engine),
            self._capacity * (1 + _ANSWERING_PER_WAITING) - len(self._all),
        )
