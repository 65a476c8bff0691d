"""Decides, purely, what is to be done with a job that has no answer yet."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.outcomes import JobStatus
from web_tier.outbox import Unanswered

#: Sendings after which the late interval doubles no more.
_MOST_DOUBLINGS = 10


class Step(StrEnum):
    """What to do with an unanswered job."""

    WAIT = "wait"
    RESEND = "resend"
    EXPIRE = "expire"
    GIVE_UP = "give_up"  #: Its image was never stored.


@dataclass(frozen=True, kw_only=True)
class SweepRules:
    """The sweeper's times, in seconds; see `WebSettings`."""

    resend_soon_seconds: float
    resend_late_seconds: float
    unstored_seconds: float


@dataclass(frozen=True, kw_only=True)
class QueueLook:
    """What the latest looks at the request queue tell."""

    readable: bool  #: whether the queue answered at all
    #: Since when all looks found it empty, nothing in flight either; None unless at least two in a row did.
    #: One look is not enough: SQS's counts are approximate.
    empty_since: float | None


def decide(job: Unanswered, *, image_stored: bool, queue: QueueLook, now: float, rules: SweepRules) -> Step:
    """Return the step for a job for which no result document exists."""
    if now >= job.deadline:
        return Step.EXPIRE
    if not image_stored:
        return Step.GIVE_UP if now - job.accepted_at >= rules.unstored_seconds else Step.WAIT
    if not queue.readable:
        return Step.WAIT  # sending would fail too
    return Step.RESEND if now - _last_sent(job) >= _patience(job, queue, rules) else Step.WAIT


def _last_sent(job: Unanswered) -> float:
    return job.accepted_at if job.sent_at is None else job.sent_at


def _patience(job: Unanswered, queue: QueueLook, rules: SweepRules) -> float:
    """Return how long after its last sending a request is believed to be under way."""
    if job.sends == 0:
        return rules.resend_soon_seconds  # it was never sent
    if queue.empty_since is not None and queue.empty_since >= _last_sent(job):
        return rules.resend_soon_seconds  # nobody can be working on it
    return float(rules.resend_late_seconds * 2 ** min(job.sends - 1, _MOST_DOUBLINGS))


def may_be_unstored(job: Unanswered) -> bool:
    """Whether the job's image may not be in the bucket."""
    return job.status == JobStatus.ACCEPTED
