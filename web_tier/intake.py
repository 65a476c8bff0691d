"""Accepts an order: its row first, then its images, then its request, so that nothing accepted is lost."""

from collections.abc import Callable
from typing import Protocol

from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.logs import get_logger
from pipeline.outcomes import JobStatus
from pipeline.results import Failure
from web_tier import jobs, outbox
from web_tier.backlog import Backlog
from web_tier.database import Sessions
from web_tier.failures import Unavailable
from web_tier.jobs import Ending
from web_tier.metrics import Metrics
from web_tier.models import Job
from web_tier.orders import Order, new_job
from web_tier.requests import RequestSender
from web_tier.uploads import Upload

log = get_logger()

UNSTORED = Failure(code="unavailable", message="The image could not be stored.")


class ImageStore(Protocol):
    """Where images go."""

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write an object, over whatever was there."""


class Intake:
    """The way in, for every purpose."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        images: ImageStore,
        sender: RequestSender,
        backlog: Backlog,
        metrics: Metrics,
        clock: Callable[[], float],
        deadline_seconds: float,
    ) -> None:
        self._sessions = sessions
        self._images = images
        self._sender = sender
        self._backlog = backlog
        self._metrics = metrics
        self._clock = clock
        self._deadline_seconds = deadline_seconds

    def accept(self, order: Order) -> Job:
        """Return the new row, or the earlier one of the same idempotency key. Raises Overloaded, Conflict."""
        self._backlog.check()
        now = self._clock()
        new = new_job(order, now=now, deadline=now + self._deadline_seconds)
        job = jobs.accept(self._sessions, new)
        if job is new:
            self._metrics.job_accepted(job.purpose)
            log.info("job accepted", job_id=job.id, purpose=job.purpose, bytes=job.image_bytes)
        return job

    def set_going(self, job: Job, order: Order) -> None:
        """Store the images and send the request, unless that was done; let the images go. Raises Unavailable.

        A repeated order may find that its first try died half-way, and does the rest.
        """
        if job.status == JobStatus.ACCEPTED:
            self._store(job, order)
            self._send(job)
        for upload in (order.upload, order.second):
            if upload is not None:
                upload.let_go()

    def _store(self, job: Job, order: Order) -> None:
        try:
            # the first picture comes last: where it is, the sweeper takes the job's pictures for stored
            if order.second is not None and job.second_image is not None:
                self._put(job.second_image["key"], order.second)
            self._put(job.image_key, order.upload)
        except ServiceUnavailable as error:
            self._fail(job)
            raise Unavailable(UNSTORED.message, job_id=job.id) from error

    def _put(self, key: str, upload: Upload) -> None:
        self._images.put(key, upload.data, f"image/{upload.header.format.lower()}")

    def _fail(self, job: Job) -> None:
        now = self._clock()
        with self._sessions.begin() as session:
            jobs.finish(session, job.id, Ending(status=JobStatus.FAILED, failure=UNSTORED), now)
        self._metrics.job_finished(JobStatus.FAILED, now - job.accepted_at)
        log.warning("job finished", job_id=job.id, status=JobStatus.FAILED, error=UNSTORED.code)

    def _send(self, job: Job) -> None:
        try:
            self._sender.send(job)
        except (ServiceUnavailable, QueueMissing) as error:
            # the sweeper sends it when it can be sent; the client just waits
            log.warning("the request could not be sent yet", job_id=job.id, reason=str(error))
            return
        with self._sessions.begin() as session:
            outbox.mark_sent(session, job.id, self._clock())
        job.status = JobStatus.QUEUED
