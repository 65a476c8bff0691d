"""What can be done after a job's end is committed alone; what does not come off costs nobody an answer."""

from collections.abc import Callable, Iterable
from typing import Protocol

from pipeline.errors import FacefleetError
from pipeline.logs import get_logger
from web_tier.closing import Closed
from web_tier.consequences import Crop
from web_tier.metrics import Metrics
from web_tier.models import Job, Purpose
from web_tier.requests import Gallery

log = get_logger()


class CropStore(Protocol):
    """Where the pictures of faces go."""

    def put(self, crops: Iterable[Crop], *, job_id: str) -> None:
        """Write crops; one that is lost costs a picture only."""


class Images(Protocol):
    """What removes pictures that nobody wants kept."""

    def remove(self, job: Job) -> None:
        """Remove the pictures of a job that has ended."""


class Leftovers(Protocol):
    """What brings in line with the rows what the transaction could not."""

    def remove(self, call_id: str) -> int:
        """Work off what was written down under this id; what fails is tried again later."""


class Aftermath:
    """Follows up the end of a job."""

    def __init__(
        self, *, crops: CropStore, images: Images, leftovers: Leftovers, gallery: Gallery, metrics: Metrics
    ) -> None:
        self._crops = crops
        self._images = images
        self._leftovers = leftovers
        self._gallery = gallery
        self._metrics = metrics

    def follow_up(self, job: Job, closed: Closed, seconds: float) -> None:
        """Do all of it; `seconds` is how long the job took."""
        self._count(closed, seconds)
        _log(job, closed, seconds)
        self._crops.put(closed.crops, job_id=job.id)
        if closed.rewrites:
            self._leftovers.remove(job.id)
        if closed.drops_images:
            self._try(job, "the picture was not removed yet", lambda: self._images.remove(job))
        if job.purpose == Purpose.ENROL:  # else the next request publishes it
            self._try(job, "the gallery was not published", lambda: self._gallery.publish(job.collection))

    def _count(self, closed: Closed, seconds: float) -> None:
        self._metrics.job_finished(closed.ending.status, seconds)
        if closed.result.model:
            self._metrics.picture_analysed(closed.result.model.pack, closed.result.model.runtime)

    def _try(self, job: Job, failure: str, action: Callable[[], object]) -> None:
        try:
            action()
        except FacefleetError as error:
            log.warning(failure, job_id=job.id, reason=str(error))


def _log(job: Job, closed: Closed, seconds: float) -> None:
    log.info(
        "job finished",
        job_id=job.id,
        purpose=job.purpose,
        status=closed.ending.status,
        outcome=closed.result.outcome,
        error=closed.ending.failure and closed.ending.failure.code,
        milliseconds=round(seconds * 1000),
    )
