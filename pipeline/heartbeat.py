"""What a worker says of itself, for the controller: one small object per worker in the state bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pipeline.codec import SCHEMA, Codec

VERSION = "0.1.0"  #: of the software, reported by workers and by /healthz


class WorkerState(StrEnum):
    """Where a worker is in its life."""

    STARTING = "starting"  #: The engine processes load their models.
    IDLE = "idle"
    BUSY = "busy"  #: It holds at least one request.
    DRAINING = "draining"  #: It receives nothing more and finishes what it holds.
    STOPPED = "stopped"  #: It has finished all it held; whoever drained it may end its machine.


@dataclass(frozen=True, kw_only=True)
class Boot:
    """How a worker came to be ready."""

    ready_at: float  #: seconds since the epoch
    phases: Mapping[str, float]  #: name → seconds: machine, process, load, self_test


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """One report."""

    schema: Literal[1] = SCHEMA
    worker_id: str
    state: WorkerState
    slots: int  #: engine processes
    images_done: int
    requests_returned: int = 0  #: tries that failed and went back to the queue
    mean_service_seconds: float  #: engine time per image and slot, recent mean; 0 before the first
    busy_since: float | None = None
    idle_since: float | None = None  #: seconds since the epoch
    reported_at: float  #: seconds since the epoch
    version: str = VERSION
    boot: Boot | None = None  #: None until it is ready
    interrupted: bool = False  #: the cloud said that it will take the machine away


HEARTBEAT_CODEC = Codec(Heartbeat)
