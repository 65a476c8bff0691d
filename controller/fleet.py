"""The fleet as the controller sees it: who there is, start some, drain one by name, end one by name."""

from dataclasses import dataclass
from typing import Protocol

from controller.observation import LaunchFailure


@dataclass(frozen=True, kw_only=True)
class Member:
    """A worker that lives, whatever it is doing."""

    worker_id: str
    started_at: float  #: seconds since the epoch
    draining_since: float | None = None  #: when it was told to take nothing more, seconds since the epoch
    version: str = ""  #: the launch template's, "" where a fleet has none
    is_pending: bool = False  #: whether it was asked for and there is no machine yet


@dataclass(frozen=True, kw_only=True)
class Roster:
    """One reading of a fleet."""

    members: tuple[Member, ...]
    version: str = ""  #: what a worker launched now would have
    failures: tuple[LaunchFailure, ...] = ()  #: launches of the last ten minutes that came to nothing


class Fleet(Protocol):
    """Workers as local processes, or as machines of a cloud. Each method raises ServiceUnavailable."""

    def roster(self) -> Roster:
        """Return every worker that lives, the launching and the draining ones too."""

    def start(self, count: int) -> None:
        """Launch so many more. Each is a member from now on."""

    def drain(self, worker_id: str) -> None:
        """Tell a worker to finish what it holds. One that is gone or draining already is fine."""

    def retire(self, worker_id: str) -> None:
        """End a worker at once and put nobody in its place. One that is gone already is fine."""
