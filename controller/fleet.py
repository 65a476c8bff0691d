"""The fleet as the controller sees it: who there is, start some, drain one by name."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Member:
    """A worker that lives, whatever it is doing."""

    worker_id: str
    started_at: float  #: seconds since the epoch
    draining: bool = False  #: it was told to take nothing more


class Fleet(Protocol):
    """Workers as local processes, or as machines of a cloud."""

    def members(self) -> list[Member]:
        """Return every worker that lives, the launching and the draining ones too."""

    def start(self, count: int) -> None:
        """Launch so many more. Each is a member from now on."""

    def drain(self, worker_id: str) -> None:
        """Tell a worker to finish what it holds and end. One that is gone or draining already is fine."""
