"""The web tier's settings, read from `FACEFLEET_…` variables."""

import secrets
from typing import Annotated

from pydantic import Field

from pipeline.images import ImageLimits
from pipeline.messages import ReplyQueueId
from pipeline.settings import PipelineSettings

MIB = 1024 * 1024

#: An InfluxDB 1.x and the database in it; name and password before the host where it wants them.
InfluxUrl = Annotated[str, Field(pattern=r"^https?://[^/\s?#]+/[A-Za-z0-9_.-]{1,64}$")]


def _random_id() -> str:
    return secrets.token_hex(8)


class WebSettings(PipelineSettings):
    """What a web process needs beside the buckets and queues."""

    #: Address to listen on.
    host: str = "127.0.0.1"
    #: Port to listen on.
    port: Annotated[int, Field(ge=1, le=65_535)] = 8000
    #: Where jobs, people and faces are kept; `postgresql://…` in production.
    database_url: str = "sqlite:///data/facefleet.db"
    #: Largest request body, bytes; refused before it is parsed. A picture in base64 takes a third more.
    max_upload_bytes: Annotated[int, Field(ge=1024)] = 20 * MIB
    #: Largest picture, pixels.
    max_pixels: Annotated[int, Field(ge=1)] = 40_000_000
    #: Longest side of a picture, pixels.
    max_side: Annotated[int, Field(ge=1)] = 16_384
    #: How long after its acceptance a job expires, seconds. Plain uploads wait as long.
    job_deadline_seconds: Annotated[float, Field(gt=0, le=86_400)] = 300
    #: How long an API request waits for its result where the client does not say, seconds.
    default_wait_seconds: Annotated[float, Field(ge=0, le=300)] = 25
    #: How long an idle connection stays open, seconds. Longer than a load balancer before it keeps one, which
    #: might else send a request just as its connection is closed.
    keepalive_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    #: Requests that may wait for their result at once; one more is refused with 503.
    max_waiting: Annotated[int, Field(ge=1, le=2000)] = 256
    #: Unfinished jobs at which new ones are refused with 503.
    max_backlog: Annotated[int, Field(ge=1)] = 10_000
    #: Name of this process's response queue behind the prefix; random, since no two processes may share one.
    reply_queue_id: ReplyQueueId = Field(default_factory=_random_id)
    #: Longest wait of one poll of a queue, seconds; also how long a graceful stop may have to wait for it.
    poll_seconds: Annotated[int, Field(ge=1, le=20)] = 2
    #: How often unanswered jobs are looked at, seconds.
    sweep_seconds: Annotated[float, Field(gt=0)] = 2
    #: A request is sent again so long after it was sent where the queue is empty, seconds.
    resend_soon_seconds: Annotated[float, Field(gt=0)] = 5
    #: The same where the queue is not empty; doubles with every sending.
    resend_late_seconds: Annotated[float, Field(gt=0)] = 60
    #: A job whose image was not stored after this time is given up, seconds; its web process has died.
    unstored_seconds: Annotated[float, Field(gt=0)] = 60
    #: Response queues of web processes silent for so long are removed, seconds.
    reply_queue_idle_seconds: Annotated[float, Field(ge=120)] = 600
    #: How many result objects all waiting requests together look at per second, in case a reply was lost.
    looks_per_second: Annotated[float, Field(gt=0)] = 10
    #: Whether webhooks may lead to private, link-local and loopback addresses.
    webhook_private_addresses: bool = False

    #: Pictures of one person from one source up to so long apart are one sighting, seconds.
    track_gap_seconds: Annotated[float, Field(ge=0, le=86_400)] = 30
    #: Where sightings are written to as well: an InfluxDB 1.x, `http://host:8086/database`.
    influxdb_url: InfluxUrl | None = None

    #: How long a stopping process lets requests wait on for their results, seconds.
    drain_seconds: Annotated[float, Field(ge=0, le=20)] = 3

    @property
    def image_limits(self) -> ImageLimits:
        """How large a picture may be."""
        return ImageLimits(max_pixels=self.max_pixels, max_side=self.max_side)
