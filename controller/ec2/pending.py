"""Machines that were asked for and are not there yet. They count, so that nobody asks for them twice."""

from collections.abc import Callable

from controller.fleet import Member

_PREFIX = "pending-"


class Pending:
    """Remembers when each was asked for. They come in the order in which they were asked for."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock  #: seconds since the epoch
        self._asked_at: list[float] = []

    def asked(self, count: int) -> None:
        """Note that so many more were asked for."""
        self._asked_at += [self._clock()] * count

    def given_up(self) -> None:
        """Note that the one asked for first is no longer wanted."""
        del self._asked_at[:1]

    def members(self, count: int, version: str) -> tuple[Member, ...]:
        """Return the pending ones, under made-up names, longest asked for first.

        Where there are more than were asked for (by somebody else, or before this controller started), the
        others were asked for just now.
        """
        self._asked_at = self._asked_at[len(self._asked_at) - min(count, len(self._asked_at)) :]
        self._asked_at += [self._clock()] * (count - len(self._asked_at))
        return tuple(
            Member(worker_id=f"{_PREFIX}{number}", started_at=asked_at, version=version, is_pending=True)
            for number, asked_at in enumerate(self._asked_at, start=1)
        )


def is_pending(worker_id: str) -> bool:
    """Whether a name is a made-up one."""
    return worker_id.startswith(_PREFIX)
