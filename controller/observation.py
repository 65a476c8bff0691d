"""What the controller knows at one moment: the queue's depth, and what each worker is doing."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.queue import Depth


class Condition(StrEnum):
    """What a worker is doing, as far as the fleet and its heartbeat tell."""

    STARTING = "starting"  #: It was launched and loads its models.
    IDLE = "idle"
    BUSY = "busy"  #: It holds at least one request.
    DRAINING = "draining"  #: It takes nothing more and ends when it has finished.
    UNKNOWN = "unknown"  #: It lives and has said nothing for too long.


@dataclass(frozen=True, kw_only=True)
class Worker:
    """One member of the fleet."""

    worker_id: str
    condition: Condition
    since: float  #: when it came into this condition, seconds since the epoch


@dataclass(frozen=True, kw_only=True)
class Observation:
    """The readings of one tick. None is a reading that failed, and never means zero."""

    now: float  #: seconds since the epoch
    depth: Depth | None
    workers: tuple[Worker, ...] | None
    missing: tuple[str, ...] = ()  #: what could not be read, and why
    departed: tuple[str, ...] = ()  #: workers that left a report and are gone
