"""A queue as the tiers see it: at-least-once delivery with a visibility timeout."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One receipt of one message."""

    message_id: str
    body: str
    receipt: str
    receive_count: int  #: how often the message was received, this time included
    sent_at: float  #: seconds since the epoch


@dataclass(frozen=True, kw_only=True)
class Depth:
    """How many messages a queue holds. SQS gives approximations."""

    visible: int
    in_flight: int

    @property
    def backlog(self) -> int:
        """Everything unfinished."""
        return self.visible + self.in_flight


class Queue(Protocol):
    """What both tiers and the controller need of a queue.

    Every method raises QueueMissing where the queue is gone and ServiceUnavailable where it does not answer.
    """

    def send(self, body: str) -> None:
        """Add a message."""

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Return up to `limit` (at most 10) messages, waiting up to `wait_seconds` (0 to 20) for one."""

    def delete(self, delivery: Delivery) -> None:
        """Acknowledge: the message is done. Raises ReceiptExpired where that receipt is no longer ours."""

    def delete_all(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge up to 10 messages by one call; those that are no longer ours are passed over."""

    def extend(self, delivery: Delivery, seconds: int) -> None:
        """Keep the message hidden for `seconds` from now; 0 gives it back. Raises ReceiptExpired."""

    def depth(self) -> Depth:
        """Return how many messages there are."""
