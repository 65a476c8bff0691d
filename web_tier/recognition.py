"""Takes orders in and waits for their results: what the routes call."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.logs import get_logger
from pipeline.outcomes import JobStatus
from pipeline.results import Failure
from web_tier.background import OUTAGES
from web_tier.backlog import Seats
from web_tier.completion import Completion, Finished
from web_tier.failures import Unavailable
from web_tier.inbox import ReplyInbox
from web_tier.intake import Intake
from web_tier.models import Job
from web_tier.orders import Order

log = get_logger()

#: How long a waiter trusts in its reply before it looks for the result itself, seconds; it doubles.
FIRST_LOOK_SECONDS = 0.25
LONGEST_LOOK_SECONDS = 2.0

EXPIRY = Failure(code="expired", message="The job was not done before its deadline.")


@dataclass(frozen=True, kw_only=True)
class Submission:
    """Where an order stands when its client is answered."""

    job: Job
    finished: Finished | None  #: None while the job is unfinished


class Recognitions:
    """The way through the system, from an order to its end."""

    def __init__(
        self,
        *,
        intake: Intake,
        inbox: ReplyInbox,
        completion: Completion,
        seats: Seats,
        deadline_seconds: float,
        looks_per_second: float,
    ) -> None:
        self._intake = intake
        self._inbox = inbox
        self._completion = completion
        self._seats = seats
        self._deadline_seconds = deadline_seconds
        self._looks_per_second = looks_per_second

    def submit(self, order: Order, wait_seconds: float) -> Submission:
        """Accept an order and wait up to `wait_seconds` for its end.

        Raises Overloaded before anything is accepted, Conflict for another order's idempotency key, and
        Unavailable where the image could not be stored.
        """
        if wait_seconds > 0:
            with self._seats.taken():
                return self._submit_and_wait(order, wait_seconds)
        job = self._intake.accept(order)
        self._intake.set_going(job, order)
        return Submission(job=job, finished=self._end_of_earlier(job))

    def submit_to_the_end(self, order: Order) -> Finished:
        """Accept an order and wait until it ends, by its deadline at the latest. Raises as `submit`."""
        submission = self.submit(order, self._deadline_seconds)
        if submission.finished is not None:
            return submission.finished
        if self._inbox.closing.is_set():
            raise Unavailable("The server is about to stop.", job_id=submission.job.id)
        return self._completion.end(submission.job, JobStatus.EXPIRED, EXPIRY)

    def wait_for_all(self, jobs: Sequence[Job], wait_seconds: float) -> list[Submission]:
        """Wait for the ends of submitted jobs, up to `wait_seconds` for all together. Raises Overloaded."""
        give_up_at = time.monotonic() + wait_seconds
        with self._seats.taken():
            return [Submission(job=job, finished=self._end_of(job, give_up_at)) for job in jobs]

    def look(self, job: Job) -> Finished | None:
        """Return how a job ended, None while it has not."""
        return self._completion.look(job)

    def _submit_and_wait(self, order: Order, wait_seconds: float) -> Submission:
        give_up_at = time.monotonic() + wait_seconds
        job = self._intake.accept(order)
        with self._inbox.expecting(job.id) as arrived:
            self._intake.set_going(job, order)
            finished = self._end_of_earlier(job) or self._awaited(job, arrived, give_up_at)
        # a reply just after the last look found this waiter and not the inbox's own finishing: hence one more
        return Submission(job=job, finished=finished or self._look_if_possible(job))

    def _end_of(self, job: Job, give_up_at: float) -> Finished | None:
        with self._inbox.expecting(job.id) as arrived:
            finished = self._look_if_possible(job) or self._awaited(job, arrived, give_up_at)
        return finished or self._look_if_possible(job)

    def _end_of_earlier(self, job: Job) -> Finished | None:
        return self._completion.look(job) if JobStatus(job.status).is_final else None

    def _awaited(self, job: Job, arrived: threading.Event, give_up_at: float) -> Finished | None:
        for pause in self._pauses():
            left = give_up_at - time.monotonic()
            if left <= 0 or self._inbox.closing.is_set():
                return None
            if arrived.wait(min(pause, left)) or pause < left:
                arrived.clear()
                if finished := self._look_if_possible(job):
                    return finished
        return None

    def _look_if_possible(self, job: Job) -> Finished | None:
        """Look for the result; where a service does not answer now, there is none yet."""
        try:
            return self._completion.look(job)
        except OUTAGES as error:
            log.warning("a waiting request could not look for its result", job_id=job.id, reason=str(error))
            return None

    def _pauses(self) -> Iterator[float]:
        """Yield how long to trust in the reply: longer the more wait, so that looking has a bounded cost."""
        pause = FIRST_LOOK_SECONDS
        while True:
            yield max(pause, self._inbox.waiting() / self._looks_per_second)
            pause = min(2 * pause, LONGEST_LOOK_SECONDS)
