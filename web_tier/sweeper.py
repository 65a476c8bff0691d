"""Follows up every job without an answer: finishes, sends again, expires, or gives it up."""

import itertools
from collections.abc import Callable, Iterator
from typing import Protocol

from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.logs import get_logger
from pipeline.outcomes import JobStatus
from web_tier import jobs, outbox
from web_tier.background import OUTAGES
from web_tier.completion import Completion
from web_tier.database import Sessions
from web_tier.intake import UNSTORED
from web_tier.metrics import Metrics
from web_tier.models import Job
from web_tier.outbox import Unanswered
from web_tier.queue_watch import QueueWatch
from web_tier.recognition import EXPIRY
from web_tier.requests import RequestSender
from web_tier.sweep_policy import QueueLook, Step, SweepRules, decide, may_be_unstored

log = get_logger()

#: Jobs that one sweep acts on, so that a sweep after an outage does not flood what has just come back.
MOST_PER_SWEEP = 200


class ImageList(Protocol):
    """Where the images are."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with `prefix`, in order."""


class Sweeper:
    """One sweep is one `step`; any number of processes may sweep the same table."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        images: ImageList,
        watch: QueueWatch,
        sender: RequestSender,
        completion: Completion,
        metrics: Metrics,
        clock: Callable[[], float],
        rules: SweepRules,
    ) -> None:
        self._sessions = sessions
        self._images = images
        self._watch = watch
        self._sender = sender
        self._completion = completion
        self._metrics = metrics
        self._clock = clock
        self._rules = rules

    def step(self) -> None:
        """Look at the queue, then at every job whose answer is late."""
        now = self._clock()
        queue = self._watch.look(now)
        with self._sessions() as session:
            late = outbox.unanswered(session, sent_before=now - self._rules.resend_soon_seconds, now=now)
        acted = (self._follow_up_or_log(job, queue, now) for job in late)
        for _ in itertools.islice(filter(None, acted), MOST_PER_SWEEP):
            pass  # the work is done by asking for the next

    def _follow_up_or_log(self, late: Unanswered, queue: QueueLook, now: float) -> bool:
        try:
            return self._follow_up(late, queue, now)
        except OUTAGES:
            raise
        except Exception:  # one job in a state that nobody foresaw must not stop all others
            log.exception("a job could not be followed up", job_id=late.job_id)
            return True

    def _follow_up(self, late: Unanswered, queue: QueueLook, now: float) -> bool:
        """Take the job's step; whether there was one to take."""
        stored = not may_be_unstored(late) or self._is_stored(late.job_id)
        step = decide(late, image_stored=stored, queue=queue, now=now, rules=self._rules)
        if step is Step.WAIT:
            return False
        with self._sessions() as session:
            job = jobs.get(session, late.job_id)
        if self._completion.look(job) is None:
            self._take(step, job, late, now)
        return True

    def _is_stored(self, job_id: str) -> bool:
        with self._sessions() as session:
            key = jobs.get(session, job_id).image_key
        return (
            next(iter(self._images.keys(key)), None) == key
        )  # a key comes before all that it is a prefix of

    def _take(self, step: Step, job: Job, late: Unanswered, now: float) -> None:
        if step is Step.EXPIRE:
            self._completion.end(job, JobStatus.EXPIRED, EXPIRY)
        elif step is Step.GIVE_UP:
            self._completion.end(job, JobStatus.FAILED, UNSTORED)
        elif self._claimed(late, now):
            self._send_again(job, late)

    def _claimed(self, late: Unanswered, now: float) -> bool:
        with self._sessions.begin() as session:
            return outbox.claim_sending(session, late, now)

    def _send_again(self, job: Job, late: Unanswered) -> None:
        try:
            self._sender.send(job)
        except (ServiceUnavailable, QueueMissing):
            with self._sessions.begin() as session:
                outbox.return_sending(session, late)
            raise
        self._metrics.request_resent()
        log.info("request sent again", job_id=job.id, sends=late.sends + 1)
