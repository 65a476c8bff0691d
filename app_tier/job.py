"""One request on its way through a worker."""

from dataclasses import dataclass, field

from app_tier.gallery_index import GalleryIndex
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
    picture: bytes = field(repr=False)
    gallery: GalleryIndex = field(repr=False)
    fetch_ms: float
