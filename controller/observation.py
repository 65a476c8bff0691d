"""What the controller knows at one moment: the queue's depth, the fleet, and what each worker is doing."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.queue import Depth


class Condition(StrEnum):
    """What a worker is doing, as far as the fleet and its heartbeat tell."""

    PENDING = "pending"  #: It was asked for, and there is no machine yet.
    STARTING = "starting"  #: It was launched and loads its models.
    IDLE = "idle"
    BUSY = "busy"  #: It holds at least one request.
    DRAINING = "draining"  #: It was told to take nothing more, or is about to be taken away.
    DRAINED = "drained"  #: It has finished and said so; its machine is still there, and paid for.
    UNKNOWN = "unknown"  #: It lives and has said nothing new for too long.


#: Conditions of who is to become ready.
LAUNCHING = frozenset({Condition.PENDING, Condition.STARTING})


@dataclass(frozen=True, kw_only=True)
class Worker:
    """One member of the fleet."""

    worker_id: str
    condition: Condition
    since: float  #: when it came into this condition, seconds since the epoch
    launched_at: float = 0.0  #: when the fleet launched it, seconds since the epoch
    ready_at: float | None = None  #: when it first could work, seconds since the epoch
    version: str = ""  #: the launch template's, "" where a fleet has none
    slots: int = 1
    service_seconds: float = 0.0  #: recent mean per image and slot; 0 where it has done none
    images_done: int = 0  #: since it started
    requests_returned: int = 0  #: tries that failed and went back to the queue, since it started


@dataclass(frozen=True, kw_only=True)
class LaunchFailure:
    """A launch that came to nothing: no capacity, or a worker that ended before it was ready."""

    at: float  #: seconds since the epoch
    why: str
    #: Whether there was no machine to be had: that costs nothing, and the group tries again by itself.
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class Observation:
    """The readings of one tick. None is a reading that failed, and never means zero."""

    now: float  #: seconds since the epoch
    depth: Depth | None
    workers: tuple[Worker, ...] | None
    version: str = ""  #: what a worker launched now would have
    failures: tuple[LaunchFailure, ...] = ()  #: of the last ten minutes, oldest first
    missing: tuple[str, ...] = ()  #: what could not be read, and why
    departed: tuple[str, ...] = ()  #: workers that left a report and are gone
