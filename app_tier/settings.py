"""What a worker can be told through the environment."""

import os
import re
import secrets
import socket
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from app_tier.engine.packs import DEFAULT_PACK, EngineChoice, load_engine
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.engine_child import EngineLimits, LoadEngine
from app_tier.gallery.shelves import MEMORY
from pipeline.cores import usable_cores
from pipeline.errors import InvalidSettings
from pipeline.images import ImageLimits
from pipeline.settings import PREFIX, PipelineSettings


def _unique_worker_id() -> str:
    """Return host, process and chance: in containers host and process id repeat after a restart."""
    host = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname())[:40].strip("-")
    return f"{host or 'worker'}-{os.getpid()}-{secrets.token_hex(2)}"


def _user_cache() -> Path:
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError as error:  # a user whom the system does not know, as in some containers
        raise InvalidSettings([f"{PREFIX}MODELS is needed: this user has no home directory."]) from error
    return cache / "facefleet" / "models"


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
    #: The worker reports at least so often, seconds; a lost report must not make it silent to the controller.
    heartbeat_seconds: Annotated[float, Field(gt=0, le=10)] = 5
    #: Where galleries are searched: `memory`, or tables in a PostgreSQL with pgvector that workers share.
    gallery_index: Annotated[str, Field(pattern=rf"^({MEMORY}|postgresql://.+)$")] = MEMORY
    #: So often the worker looks for people who were deleted or came anew, seconds.
    gallery_refresh_seconds: Annotated[float, Field(gt=0, le=3600)] = 5
    #: What finds and embeds the faces: a shipped pack's name, or the path of a manifest.
    model_pack: str = DEFAULT_PACK
    #: What runs the networks; `auto` is the fastest that this processor can run exactly enough.
    runtime: RuntimeName | Literal["auto"] = "auto"
    #: Folder of converted models, made where there is none; a pack's own files in a folder of its name.
    models: Path = Field(default_factory=_user_cache)
    #: Pictures whose longer side has more pixels are made smaller before faces are looked for.
    max_image_px: Annotated[int, Field(ge=64)] = 2048
    #: Larger pictures are not decoded, pixels.
    max_pixels: Annotated[int, Field(ge=1)] = ImageLimits.max_pixels
    #: Nor pictures with a longer side, pixels.
    max_side: Annotated[int, Field(ge=1)] = ImageLimits.max_side

    #: The worker looks so often whether the controller wants it to drain, seconds.
    drain_look_seconds: Annotated[float, Field(gt=0, le=300)] = 2
    #: Where an EC2 machine is told of its Spot interruption, http://169.254.169.254; None asks nobody.
    instance_metadata: Annotated[str, Field(pattern=r"^http://[A-Za-z0-9.:\[\]-]+/?$")] | None = None

    def engine_limits(self) -> EngineLimits:
        """Return what each engine process may use."""
        return EngineLimits(memory_mb=self.engine_memory_mb, picture_seconds=self.engine_timeout_seconds)

    def load_engine(self) -> LoadEngine:
        """Return the function that loads the engine in its process."""
        return partial(load_engine, self.engine_choice())

    def engine_choice(self) -> EngineChoice:
        """Return which engine its processes load."""
        return EngineChoice(
            models=self.models,
            pack=self.model_pack,
            runtime=self.runtime,
            limits=ImageLimits(max_pixels=self.max_pixels, max_side=self.max_side),
            max_image_px=self.max_image_px,
        )
