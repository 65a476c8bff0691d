"""What a worker says of itself, for the controller: one small object per worker in the state bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from pipeline.codec import SCHEMA, Codec

VERSION = "0.1.0"  #: of the software, reported by workers and by /healthz


class WorkerState(StrEnum):
    """Where a worker is in its life."""

    STARTING = "starting"  #: The engine processes load their models.
    IDLE = "idle"
    BUSY = "busy"  #: It holds at least one request.
    CUT_OFF = "cut_off"  #: It holds nothing, and cannot receive: its calls fail or hang.
    DRAINING = "draining"  #: It receives nothing more and finishes what it holds.
    STOPPED = "stopped"  #: It has finished all it held; whoever drained it may end its machine.


@dataclass(frozen=True, kw_only=True)
class Boot:
    """How a worker came to be ready."""

    ready_at: FiniteFloat  #: seconds since the epoch
    phases: Mapping[str, float]  #: name → seconds: machine, process, load, self_test


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """One report."""

    schema: Literal[1] = SCHEMA
    worker_id: str
    state: WorkerState
    slots: Annotated[int, Field(ge=1)]  #: engine processes
    images_done: int
    requests_returned: int = 0  #: tries that failed and went back to the queue
    #: engine time per image and slot, recent mean; 0 before the first
    mean_service_seconds: Annotated[FiniteFloat, Field(ge=0)]
    busy_since: FiniteFloat | None = None  #: seconds since the epoch, as the others
    idle_since: FiniteFloat | None = None
    cut_off_since: FiniteFloat | None = None  #: when it last received, if only nothing
    reported_at: FiniteFloat
    version: str = VERSION
    boot: Boot | None = None  #: None until it is ready
    interrupted: bool = False  #: the cloud said that it will take the machine away


HEARTBEAT_CODEC = Codec(Heartbeat)
