"""What the sweeper decides, as a table."""

import pytest

from pipeline.outcomes import JobStatus
from pipeline.queue import Depth
from pipeline.queues.memory import MemoryQueue
from web_tier.metrics import Metrics
from web_tier.outbox import Unanswered
from web_tier.queue_watch import QueueWatch
from web_tier.sweep_policy import QueueLook, Step, SweepRules, decide

RULES = SweepRules(resend_soon_seconds=5, resend_late_seconds=60, unstored_seconds=60)
BUSY = QueueLook(readable=True, empty_since=None)
SILENT = QueueLook(readable=False, empty_since=None)


def sent(at: float | None, *, sends: int = 1) -> Unanswered:
    """Return a job accepted at 0 with its deadline at 300."""
    status = JobStatus.ACCEPTED if at is None else JobStatus.QUEUED
    sends = 0 if at is None else sends
    return Unanswered(job_id="j", status=status, accepted_at=0, deadline=300, sent_at=at, sends=sends)


def empty_since(time: float) -> QueueLook:
    """Return an empty queue, seen more than once."""
    return QueueLook(readable=True, empty_since=time)


@pytest.mark.parametrize(
    ("job", "queue", "now", "step"),
    [
        # a request on its way is left alone
        (sent(10), BUSY, 15, Step.WAIT),
        (sent(10), empty_since(11), 14, Step.WAIT),
        # soon, where the queue has been empty since the request was sent
        (sent(10), empty_since(11), 15, Step.RESEND),
        (sent(10), empty_since(10), 15, Step.RESEND),
        # an emptiness from before the sending says nothing about it
        (sent(10), empty_since(9), 15, Step.WAIT),
        # late, where there is a backlog, and twice as late each time
        (sent(10), BUSY, 69, Step.WAIT),
        (sent(10), BUSY, 70, Step.RESEND),
        (sent(10, sends=2), BUSY, 129, Step.WAIT),
        (sent(10, sends=2), BUSY, 130, Step.RESEND),
        (sent(10, sends=3), BUSY, 249, Step.WAIT),
        (sent(10, sends=3), BUSY, 250, Step.RESEND),
        (sent(10, sends=2000), BUSY, 299, Step.WAIT),
        # never sent: soon, whatever is in the queue
        (sent(None), BUSY, 4, Step.WAIT),
        (sent(None), BUSY, 5, Step.RESEND),
        # a queue that does not answer would not take the request either
        (sent(10), SILENT, 200, Step.WAIT),
        (sent(None), SILENT, 200, Step.WAIT),
        # the deadline comes before everything
        (sent(10), BUSY, 300, Step.EXPIRE),
        (sent(299), SILENT, 300, Step.EXPIRE),
        (sent(None), BUSY, 300, Step.EXPIRE),
    ],
)
def test_the_step_follows_from_the_job_the_queue_and_the_time(
    job: Unanswered, queue: QueueLook, now: float, step: Step
) -> None:
    assert decide(job, image_stored=True, queue=queue, now=now, rules=RULES) is step


@pytest.mark.parametrize(
    ("now", "step"), [(5, Step.WAIT), (59, Step.WAIT), (60, Step.GIVE_UP), (300, Step.EXPIRE)]
)
def test_a_job_without_an_image_is_never_sent_and_given_up_in_time(now: float, step: Step) -> None:
    queue = empty_since(1)

    assert decide(sent(None), image_stored=False, queue=queue, now=now, rules=RULES) is step


def test_emptiness_counts_from_the_first_of_two_empty_looks_and_ends_with_a_message() -> None:
    queue = MemoryQueue()
    watch = QueueWatch(queue=queue, metrics=Metrics())

    assert watch.look(10) == BUSY
    assert watch.look(12) == empty_since(10)
    assert watch.look(14) == empty_since(10)
    queue.send("a message")
    assert watch.look(16) == BUSY
    queue.receive(1, 0)
    assert queue.depth() == Depth(visible=0, in_flight=1)
    assert watch.look(18) == BUSY, "a message in flight is somebody's work"
