"""The controller's settings, from the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from controller.policy import Rules
from pipeline.cores import usable_cores
from pipeline.settings import PipelineSettings


class ControllerSettings(PipelineSettings):
    """How many workers there may be, and when they come and go."""

    #: Folder of everything that must survive; workers' pid files and logs lie in it.
    data: Path = Path("data")
    #: Fewest workers, also while there is nothing to do.
    min_workers: Annotated[int, Field(ge=0, le=10_000)] = 0
    #: Most workers. One per core: an engine keeps one core busy.
    max_workers: Annotated[int, Field(ge=1, le=10_000)] = Field(default_factory=usable_cores)
    #: Unfinished images per worker. 2 is one in work and one waiting: nobody waits behind more than one
    #: other image (0.1 to 0.2 s) while a core is free; a lone one starts no second worker (2 s of a core).
    backlog_per_worker: Annotated[int, Field(ge=1, le=10_000)] = 2
    #: How long a worker must have been idle before it is drained, seconds. Near ten times what it takes to
    #: load one again, so that the gaps within a batch cost no reloads.
    idle_seconds: Annotated[float, Field(ge=0, le=86_400)] = 15
    #: The same for the last worker, counted from the last message: somebody trying pictures one by one finds
    #: it warm, and a machine left alone has its memory back within a minute.
    last_idle_seconds: Annotated[float, Field(ge=0, le=86_400)] = 45
    #: A worker that said nothing for so long counts as unknown: not as capacity, and not as idle, seconds.
    silent_seconds: Annotated[float, Field(gt=0, le=3600)] = 30
    #: Pause between decisions, seconds. Half of it passes, on average, before the first image is noticed.
    tick_seconds: Annotated[float, Field(gt=0, le=3600)] = 1
    #: Engine processes per worker process.
    worker_slots: Annotated[int, Field(ge=1, le=1024)] = 1

    @model_validator(mode="after")
    def _bounds_fit(self) -> "ControllerSettings":
        if self.min_workers > self.max_workers:
            raise ValueError("FACEFLEET_MIN_WORKERS must not exceed FACEFLEET_MAX_WORKERS")
        return self

    @property
    def run_folder(self) -> Path:
        """Where each worker's pid file lies."""
        return self.data / "run" / "workers"

    @property
    def worker_log(self) -> Path:
        """Where the workers' lines go; each names its worker."""
        return self.data / "logs" / "workers.log"

    @property
    def rules(self) -> Rules:
        """What the policy goes by."""
        return Rules(
            min_workers=self.min_workers,
            max_workers=self.max_workers,
            backlog_per_worker=self.backlog_per_worker,
            idle_seconds=self.idle_seconds,
            last_idle_seconds=self.last_idle_seconds,
        )
