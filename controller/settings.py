"""The controller's settings, from the environment. None is "as it suits the fleet"."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from controller.policies.forecast import MACHINE_TICK_SECONDS, PROCESS_TICK_SECONDS
from pipeline.cores import usable_cores
from pipeline.settings import PipelineSettings

_Workers = Annotated[int, Field(ge=1, le=10_000)]
_Seconds = Annotated[float, Field(ge=0, le=86_400)]
_Usd = Annotated[float, Field(gt=0)]


class FleetKind(StrEnum):
    """What a worker is."""

    PROCESSES = "processes"  #: a process of this machine
    EC2 = "ec2"  #: a machine of an Auto Scaling group


class Scaling(StrEnum):
    """How many workers there are to be."""

    FORECAST = "forecast"  #: as many as what is waiting, and is about to come, is worth
    PER_MESSAGE = "per_message"  #: one for each waiting message, and none when there is none


class ControllerSettings(PipelineSettings):
    """How many workers there may be, when they come and go, and what they are."""

    #: Folder of everything that must survive; workers' pid files and logs lie in it.
    data: Path = Path("data")
    #: Processes of this machine, or machines of an Auto Scaling group.
    fleet: FleetKind = FleetKind.PROCESSES
    #: Name of the Auto Scaling group.
    worker_group: Annotated[str, Field(pattern=r"^[A-Za-z0-9._/-]{1,255}$")] = "facefleet-workers"
    #: The rule that workers come and go by.
    scaling: Scaling = Scaling.FORECAST
    #: Fewest workers, also while there is nothing to do.
    min_workers: Annotated[int, Field(ge=0, le=10_000)] = 0
    #: Most workers. Of processes one per core: an engine keeps one core busy. Of machines 20.
    max_workers: _Workers | None = None
    #: Most that the workers may cost in an hour, US dollars; needs `instance_usd_per_hour`.
    max_usd_per_hour: _Usd | None = None
    #: What one worker costs in an hour, US dollars.
    instance_usd_per_hour: _Usd | None = None
    #: How long an image may wait before another worker is worth its start, seconds.
    wait_target_seconds: _Seconds | None = None
    #: How long a worker must have been idle before it is drained, seconds.
    idle_seconds: _Seconds | None = None
    #: The same for the last worker, counted from the last message.
    last_idle_seconds: _Seconds | None = None
    #: From a worker's launch until it works, seconds; what was measured counts more as soon as there is some.
    boot_seconds: _Seconds | None = None
    #: For how long a worker is paid at least, seconds.
    billing_minimum_seconds: _Seconds | None = None
    #: A worker that said nothing for so long counts as unknown: not as capacity, and not as idle, seconds.
    #: Workers report every 10 s at the least.
    silent_seconds: Annotated[float, Field(ge=20, le=3600)] = 30
    #: Pause between decisions, seconds. Half of it passes, on average, before the first image is noticed.
    tick_seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    #: Engine processes per worker; a machine has as many as cores, unless its launch template says otherwise.
    worker_slots: Annotated[int, Field(ge=1, le=1024)] | None = None
    #: Of several controllers one decides; another takes its place when it was silent for so long, seconds.
    lease_seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    #: Port on localhost where Prometheus finds the decisions' figures; 0 opens none.
    controller_metrics_port: Annotated[int, Field(ge=0, le=65_535)] = 0

    @model_validator(mode="after")
    def _bounds_fit(self) -> "ControllerSettings":
        if self.max_usd_per_hour is not None and self.instance_usd_per_hour is None:
            raise ValueError("FACEFLEET_MAX_USD_PER_HOUR needs FACEFLEET_INSTANCE_USD_PER_HOUR")
        if self.most_workers < 1:
            raise ValueError("FACEFLEET_MAX_USD_PER_HOUR does not pay for one worker")
        if self.min_workers > self.most_workers:
            raise ValueError(f"FACEFLEET_MIN_WORKERS must not exceed {self.limited_by}")
        return self

    @property
    def has_processes(self) -> bool:
        """Whether workers are processes of this machine."""
        return self.fleet is FleetKind.PROCESSES

    @property
    def most_workers(self) -> int:
        """Most workers there may be, and be paid."""
        return (
            self._allowed_workers
            if self._paid_workers is None
            else min(self._allowed_workers, self._paid_workers)
        )

    @property
    def limited_by(self) -> str:
        """Which setting it is that allows no more workers."""
        paid = self._paid_workers
        limited = paid is not None and paid < self._allowed_workers
        return "FACEFLEET_MAX_USD_PER_HOUR" if limited else "FACEFLEET_MAX_WORKERS"

    @property
    def _allowed_workers(self) -> int:
        return self.max_workers or (usable_cores() if self.has_processes else 20)

    @property
    def _paid_workers(self) -> int | None:
        if self.max_usd_per_hour is None or self.instance_usd_per_hour is None:
            return None
        return int(self.max_usd_per_hour / self.instance_usd_per_hour + 1e-9)  # 0.3 pays for three at 0.1

    @property
    def tick(self) -> float:
        """Pause between decisions, seconds. Machines come slowly, and asking after them costs calls."""
        slow = self.fleet is FleetKind.EC2 and self.scaling is Scaling.FORECAST
        return self.tick_seconds or (MACHINE_TICK_SECONDS if slow else PROCESS_TICK_SECONDS)

    @property
    def lease(self) -> float:
        """How long a leader may be silent, seconds. On one machine its keeper starts it again at once."""
        return self.lease_seconds or (3.0 if self.has_processes else 15.0)

    @property
    def run_folder(self) -> Path:
        """Where each worker's pid file lies."""
        return self.data / "run" / "workers"

    @property
    def worker_log(self) -> Path:
        """Where the workers' lines go; each names its worker."""
        return self.data / "logs" / "workers.log"
