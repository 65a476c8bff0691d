"""The reply inbox: who is woken, and what becomes of replies that wake nobody."""

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.messages import REPLY_CODEC, Reply
from pipeline.outcomes import JobStatus
from tests.web_tier.world import World, picture

UNKNOWN_JOB = "0" * 32


def reply(job_id: str) -> str:
    """Return a reply as a worker sends it."""
    return REPLY_CODEC.encode_text(
        Reply(job_id=job_id, status=JobStatus.DONE, result_key=f"results/{job_id}.json", worker_id="w")
    )


def test_everybody_who_waits_for_a_job_is_woken(world: World) -> None:
    inbox = world.web.inbox
    with inbox.expecting(UNKNOWN_JOB) as first, inbox.expecting(UNKNOWN_JOB) as second:
        world.replies.queues["test"].send(reply(UNKNOWN_JOB))

        inbox.step()

        assert first.is_set()
        assert second.is_set()


def test_a_reply_wakes_nobody_else(world: World) -> None:
    with world.web.inbox.expecting("1" * 32) as other:
        world.replies.queues["test"].send(reply(UNKNOWN_JOB))

        world.web.inbox.step()

        assert not other.is_set()


def test_nothing_is_kept_of_a_waiter_that_left(world: World) -> None:
    with world.web.inbox.expecting(UNKNOWN_JOB), world.web.inbox.expecting(UNKNOWN_JOB):
        assert world.web.inbox.waiting() == 1

    assert world.web.inbox.waiting() == 0


def test_replies_are_acknowledged_also_those_of_no_job(world: World) -> None:
    queue = world.replies.queues["test"]
    queue.send(reply(UNKNOWN_JOB))

    world.web.inbox.step()
    world.web.inbox.step()  # brings nothing: now is the time

    assert queue.depth().backlog == 0


def test_a_busy_inbox_acknowledges_ten_replies_by_one_call(world: World) -> None:
    queue = world.replies.queues["test"]
    for _ in range(13):
        queue.send(reply(UNKNOWN_JOB))

    world.web.inbox.step()
    world.web.inbox.step()

    assert queue.depth().backlog == 3
    world.web.inbox.step()
    assert queue.depth().backlog == 0


def test_a_malformed_reply_is_kept_in_the_state_bucket_and_stops_nothing(world: World) -> None:
    queue = world.replies.queues["test"]
    queue.send("{not json")
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.worker.step()

    world.web.inbox.step()

    assert [world.state.get(key) for key in world.state.keys("malformed/")] == [b"{not json"]
    world.web.inbox.step()
    assert queue.depth().backlog == 0
    assert world.row(job_id).status == "done"


def test_a_reply_whose_result_cannot_be_read_now_comes_again(world: World) -> None:
    queue = world.replies.queues["test"]
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.worker.step()
    world.output.failure = ServiceUnavailable()

    with pytest.raises(ServiceUnavailable):
        world.web.inbox.step()

    assert queue.depth().in_flight == 1
    assert world.row(job_id).status == "queued"


def test_closing_wakes_those_who_wait_and_those_who_come(world: World) -> None:
    with world.web.inbox.expecting(UNKNOWN_JOB) as arrived:
        world.web.inbox.close()

        assert arrived.is_set()
    assert world.post(picture(), wait=10).status_code == 202
    refused = world.post_plain(picture())
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
