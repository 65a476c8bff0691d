"""Ends the jobs whose requests failed as often as allowed, so that their clients learn of it."""

from typing import Protocol

from pipeline.errors import MalformedMessage
from pipeline.keys import malformed_key
from pipeline.logs import get_logger
from pipeline.messages import REQUEST_CODEC
from pipeline.outcomes import JobStatus
from pipeline.queue import Delivery
from pipeline.results import Failure
from web_tier import jobs
from web_tier.completion import Completion
from web_tier.database import Sessions
from web_tier.failures import NotFound
from web_tier.inbox import MalformedStore
from web_tier.metrics import Metrics

log = get_logger()

FAILURE = Failure(code="job_failed", message="The job failed as often as it may be tried.")


class DeadLetterQueue(Protocol):
    """What is needed of the queue."""

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Return up to `limit` messages, waiting up to `wait_seconds` for one."""

    def delete(self, delivery: Delivery) -> None:
        """Acknowledge a message."""


class DeadLetters:
    """Consumes the dead-letter queue, by one thread."""

    def __init__(
        self,
        *,
        queue: DeadLetterQueue,
        sessions: Sessions,
        completion: Completion,
        malformed: MalformedStore,
        metrics: Metrics,
        poll_seconds: float,
    ) -> None:
        self._queue = queue
        self._sessions = sessions
        self._completion = completion
        self._malformed = malformed
        self._metrics = metrics
        self._poll_seconds = poll_seconds

    def step(self) -> None:
        """Receive once and end the jobs that came."""
        for delivery in self._queue.receive(10, self._poll_seconds):
            self._handle(delivery)
            self._queue.delete(delivery)
            self._metrics.dead_letter()

    def _handle(self, delivery: Delivery) -> None:
        try:
            self._fail(REQUEST_CODEC.decode(delivery.body).job_id)
        except MalformedMessage as error:
            log.warning("a dead letter cannot be read", message_id=delivery.message_id, reason=error.reason)
            self._malformed.put(malformed_key(delivery.message_id), delivery.body.encode())

    def _fail(self, job_id: str) -> None:
        try:
            with self._sessions() as session:
                job = jobs.get(session, job_id)
        except NotFound:
            log.warning("a dead letter belongs to no job", job_id=job_id)
            return
        self._completion.end(job, JobStatus.FAILED, FAILURE)
