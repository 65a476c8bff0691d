"""One request on its way through a worker."""

from dataclasses import dataclass, field

from app_tier.engine.engine import Analysis
from app_tier.gallery.gallery import Gallery
from pipeline.errors import InvalidImage
from pipeline.messages import RecognitionRequest
from pipeline.queue import Delivery


@dataclass(frozen=True, kw_only=True)
class Job:
    """A request and the delivery that brought it."""

    delivery: Delivery
    request: RecognitionRequest

    @property
    def id(self) -> str:
        """The job's id, for every line that is logged about it."""
        return self.request.job_id


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A job with everything an engine and the matching need."""

    job: Job
    pictures: tuple[bytes, ...] = field(repr=False)  #: as many as the request has images
    gallery: Gallery = field(repr=False)
    fetch_ms: float


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A picture of a job could not be read; those after it were not looked at."""

    position: int  #: of the picture, from 0
    reason: InvalidImage


#: What an engine saw in a job's pictures.
Seen = tuple[Analysis, ...] | Unreadable
