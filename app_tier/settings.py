"""What a worker can be told through the environment."""

import os
import re
import secrets
import socket
from typing import Annotated

from pydantic import Field

from pipeline.cores import usable_cores
from pipeline.images import ImageLimits
from pipeline.settings import PipelineSettings


def _unique_worker_id() -> str:
    """Return host, process and chance: in containers host and process id repeat after a restart."""
    host = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname())[:40].strip("-")
    return f"{host or 'worker'}-{os.getpid()}-{secrets.token_hex(2)}"


class WorkerSettings(PipelineSettings):
    """The settings of `python -m app_tier`."""

    #: What the worker calls itself in heartbeats, replies and logs; unique by default.
    worker_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")] = Field(
        default_factory=_unique_worker_id
    )
    #: Engine processes; the processor's cores by default.
    slots: Annotated[int, Field(ge=1, le=1024)] = Field(default_factory=usable_cores)
    #: Requests received ahead for each slot, so that no engine waits for a download.
    read_ahead: Annotated[int, Field(ge=0, le=32)] = 2
    #: An engine process that takes longer for one picture is killed and replaced, seconds.
    engine_timeout_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    #: Address space of one engine process, MiB.
    engine_memory_mb: Annotated[int, Field(ge=256)] = 2048
    #: The worker reports at least so often, seconds.
    heartbeat_seconds: Annotated[float, Field(gt=0, le=300)] = 5
    #: Larger pictures are not decoded, pixels.
    max_pixels: Annotated[int, Field(ge=1)] = ImageLimits.max_pixels
    #: Nor pictures with a longer side, pixels.
    max_side: Annotated[int, Field(ge=1)] = ImageLimits.max_side

    def image_limits(self) -> ImageLimits:
        """Return how large a picture may be."""
        return ImageLimits(max_pixels=self.max_pixels, max_side=self.max_side)
