"""An accepted job is never lost, whatever fails on the way: replies, queues, buckets, web processes."""

import pytest

from pipeline.errors import QueueMissing, ServiceUnavailable
from tests.waiting import wait_until
from tests.web_tier.world import World, found, picture


def test_a_lost_reply_costs_a_moment_and_not_the_answer(world: World) -> None:
    world.worker.replies = False
    world.start()

    answer = world.post(picture())

    assert (answer.status_code, answer.get_json()["status"]) == (200, "done")


def test_a_reply_queue_that_is_gone_is_made_again(world: World) -> None:
    world.web.inbox.step()
    first = world.replies.queues["test"]
    world.replies.remove("test")

    world.web.inbox.step()  # finds it gone
    world.web.inbox.step()  # makes it again

    assert world.replies.queues["test"] is not first
    world.start()
    assert world.post(picture()).status_code == 200


def test_an_image_that_cannot_be_stored_is_a_503_and_a_failed_job(any_world: World) -> None:
    any_world.images.failure = ServiceUnavailable()

    answer = any_world.post(picture(), headers={"Idempotency-Key": "again"})

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert any_world.job(error["job_id"])["status"] == "failed"
    assert any_world.requests.depth().backlog == 0


def test_a_client_may_try_again_with_the_same_key_after_a_503(world: World) -> None:
    key = {"Idempotency-Key": "again"}
    world.images.failure = ServiceUnavailable()
    world.post(picture(), headers=key)

    world.images.failure = None
    world.start()

    assert world.post(picture(), headers=key).status_code == 200


def test_a_request_that_cannot_be_sent_is_sent_by_the_sweeper(any_world: World) -> None:
    world = any_world
    world.requests.failure = ServiceUnavailable()
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    assert world.job(job_id)["status"] == "accepted"

    world.requests.failure = None
    world.clock.now += 6
    world.web.sweeper.step()

    assert world.requests.depth().visible == 1
    assert world.job(job_id)["status"] == "queued"


def test_a_waiting_client_is_answered_although_the_queue_was_down_when_it_asked(world: World) -> None:
    world.requests.failure = ServiceUnavailable()
    world.start()

    def mend() -> None:
        """Bring the queue back once the client waits, and let time pass."""
        wait_until(lambda: world.web.inbox.waiting() == 1, seconds=10)
        world.requests.failure = None
        world.clock.now += 6
        world.web.sweeper.step()
        world.worker.step()

    world.once(mend)

    assert world.post_plain(picture()).text == "test_00:unknown"


def test_a_waiting_client_waits_through_an_outage_of_the_bucket(world: World) -> None:
    answers: list[int] = []
    waiting = world.once(lambda: answers.append(world.post(picture(), wait=20).status_code))
    wait_until(lambda: world.requests.depth().visible == 1, seconds=10)
    world.output.failure = ServiceUnavailable()
    world.worker.step()
    world.run(world.web.inbox.step)  # wakes the waiter, who cannot read the result
    wait_until(lambda: world.replies.queues["test"].depth().backlog == 0, seconds=10)

    world.output.failure = None
    waiting.join(10)

    assert answers == [200]


def test_a_request_lost_with_its_queue_is_sent_again_once_the_queue_is_seen_empty_twice(
    any_world: World,
) -> None:
    world = any_world
    world.post(picture(), wait=0)
    world.requests.lose_all()

    world.clock.now += 6
    world.web.sweeper.step()
    assert world.requests.depth().visible == 0, "one look at an approximate count proves nothing"

    world.clock.now += 2
    world.web.sweeper.step()
    assert world.requests.depth().visible == 1


def test_another_web_process_finishes_what_a_dead_one_accepted(any_world: World) -> None:
    job_id = any_world.post(picture(), wait=0).get_json()["job_id"]
    any_world.worker.replies = False  # nobody is left to hear it
    any_world.worker.step()

    survivor = any_world.neighbour()
    survivor.clock.now += 61
    survivor.web.sweeper.step()

    items = survivor.client.get("/api/v1/jobs").get_json()["items"]
    assert [(item["job_id"], item["status"]) for item in items] == [(job_id, "done")]
    assert survivor.requests.depth().backlog == 0, "there was nothing to send again"


def test_several_web_processes_send_a_lost_request_once(any_world: World) -> None:
    any_world.post(picture(), wait=0)
    any_world.requests.lose_all()
    processes = [any_world, any_world.neighbour(), any_world.neighbour()]

    for _ in range(2):
        any_world.clock.now += 6
        sweeps = [any_world.once(each.web.sweeper.step) for each in processes]
        for sweep in sweeps:
            sweep.join()

    assert any_world.requests.depth().visible == 1


def test_a_job_repeats_safely_after_a_crash_between_its_steps(world: World) -> None:
    world.worker.knows(picture(), found())
    job_id = world.submit_plain(picture())
    world.worker.step()
    world.output.failure = ServiceUnavailable()
    world.clock.now += 61

    with pytest.raises(ServiceUnavailable):
        world.web.sweeper.step()
    assert world.row(job_id).status == "queued"

    world.output.failure = None
    world.web.sweeper.step()
    assert world.row(job_id).status == "done"
    assert world.output.get("test_00") == b"no_face"


def test_a_dead_letter_fails_its_job_and_wakes_its_client(any_world: World) -> None:
    world = any_world
    world.run(world.web.inbox.step, world.web.dead_letters.step)

    def fail_the_request() -> None:
        """Have workers fail at it until it is a dead letter."""
        wait_until(lambda: world.requests.depth().visible == 1, seconds=10)
        world.requests.bury_all()

    world.once(fail_the_request)

    answer = world.post(picture())

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "job_failed")
    assert world.dead_letters.depth().backlog == 0


def test_a_dead_letter_of_a_job_that_was_done_changes_nothing(world: World) -> None:
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.worker.answer_and_crash()
    world.requests.bury_all()

    world.web.dead_letters.step()

    assert world.job(job_id)["status"] == "done"


def test_a_job_past_its_deadline_expires(any_world: World) -> None:
    world = any_world
    job_id = world.post(picture(), wait=0).get_json()["job_id"]

    world.clock.now += 301
    world.web.sweeper.step()

    job = world.job(job_id)
    assert (job["status"], job["error"]["code"]) == ("expired", "expired")  # type: ignore[index]


def test_a_result_that_came_before_the_expiry_is_the_answer(world: World) -> None:
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.worker.replies = False
    world.worker.step()

    world.clock.now += 301
    world.web.sweeper.step()

    assert world.job(job_id)["status"] == "done"


def test_a_job_whose_image_was_never_stored_is_given_up(any_world: World) -> None:
    world = any_world
    world.images.failure = RuntimeError("the process is killed here")
    world.post(picture())
    job_id = world.client.get("/api/v1/jobs").get_json()["items"][0]["job_id"]

    world.clock.now += 61
    world.web.sweeper.step()

    job = world.job(job_id)
    assert (job["status"], job["error"]["code"]) == ("failed", "unavailable")  # type: ignore[index]
    assert world.requests.depth().backlog == 0


def test_a_request_queue_that_is_gone_holds_nothing_up(world: World) -> None:
    world.requests.failure = QueueMissing()
    answer = world.post(picture(), wait=0)
    assert (answer.status_code, answer.get_json()["status"]) == (202, "accepted")

    world.clock.now += 6
    world.web.sweeper.step()
    assert world.job(answer.get_json()["job_id"])["status"] == "accepted"

    world.requests.failure = None
    world.web.sweeper.step()
    assert world.job(answer.get_json()["job_id"])["status"] == "queued"


def test_a_claim_whose_sending_fails_is_given_back(world: World) -> None:
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    sent_at = world.row(job_id).sent_at
    world.requests.lose_all()
    world.clock.now += 61

    world.requests.send_failure = QueueMissing()

    with pytest.raises(QueueMissing):
        world.web.sweeper.step()

    assert (world.row(job_id).sent_at, world.row(job_id).sends) == (sent_at, 1)
