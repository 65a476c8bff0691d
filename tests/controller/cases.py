"""What a test of any fleet may do to it from outside."""

from typing import Protocol

from controller.fleet import Fleet


class Case(Protocol):
    """Fleets of one kind on common ground, and the hand of fate."""

    def make(self) -> Fleet:
        """Return a fleet: a second one is a controller that started again."""

    def start(self, fleet: Fleet, count: int) -> list[str]:
        """Start workers and wait until they are up; return the ids of all members."""

    def hold_work(self) -> None:
        """Give every worker something to finish."""

    def finish_work(self) -> None:
        """Let every worker finish; whoever drains is gone soon."""

    def kill(self, worker_id: str) -> None:
        """Let a worker die without a word."""
