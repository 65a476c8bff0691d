"""What can go wrong around a worker, and what becomes of the job."""

import threading
import time

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from app_tier.holding import Held
from app_tier.intake import Intake
from app_tier.setbacks import Setbacks
from pipeline import keys
from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.messages import REQUEST_CODEC, Kind, ResultStore
from pipeline.outcomes import JobStatus, Outcome
from pipeline.queue import Delivery, Queue
from pipeline.queues.by_name import QueueByName
from pipeline.queues.memory import MemoryQueue
from pipeline.results import RESULT_CODEC, Failure, JobResult
from pipeline.stores.memory import MemoryStore
from tests.app_tier.world import SECONDS, HastyQueue, World
from tests.waiting import wait_until


def test_a_malformed_request_goes_to_the_dead_letters_and_disturbs_nobody() -> None:
    world = World()
    world.requests.send('{"schema": 1, "job_id": "no"}')
    with world.working():
        world.result(world.send("ada"))
        wait_until(lambda: world.dead_letters.depth().visible == 1, SECONDS)

    (dead,) = world.dead_letters.receive(1, 0)
    assert dead.body == '{"schema": 1, "job_id": "no"}'


def test_a_missing_image_is_looked_for_again_and_then_fails_the_job() -> None:
    world = World()
    request = world.request("ada")
    world.images.delete(request.images[0].key)
    world.requests.send(REQUEST_CODEC.encode_text(request))
    with world.working():
        result = world.result(request)
        reply = world.reply()

    assert result.status is reply.status is JobStatus.FAILED
    assert result.error is not None and result.error.code == "image_missing"
    assert isinstance(world.requests, HastyQueue) and len(world.requests.given_back) == 2
    assert world.activity.report().requests_returned == 2
    assert world.requests.depth().backlog == 0


def test_a_comparison_needs_both_its_images() -> None:
    world = World()
    request = world.request("ada", "grace", kind=Kind.COMPARE)
    world.images.delete(request.images[1].key)
    world.requests.send(REQUEST_CODEC.encode_text(request))
    with world.working():
        result = world.result(request)

    assert result.error is not None and result.error.code == "image_missing"
    assert world.engine.seen == []


@pytest.mark.parametrize("replacement", [b"eve", b"somebody else"], ids=["same size", "other size"])
def test_an_image_that_was_replaced_fails_the_job_and_is_not_looked_at(replacement: bytes) -> None:
    world = World()
    request = world.request("ada")
    world.images.put(request.images[0].key, replacement)
    world.requests.send(REQUEST_CODEC.encode_text(request))
    with world.working():
        result = world.result(request)

    assert result.error is not None and result.error.code == "image_replaced"
    assert world.engine.seen == []


def test_a_line_about_a_message_names_its_job_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_delivery: Delivery, _seconds: int) -> None:
        raise ServiceUnavailable

    world = World()
    monkeypatch.setattr(world.requests, "extend", refuse)
    request = world.request("ada")
    world.images.delete(request.images[0].key)
    with capture_logs(processors=[merge_contextvars]) as lines, world.working():
        world.requests.send(REQUEST_CODEC.encode_text(request))
        wait_until(lambda: any("could not be given back" in line["event"] for line in lines), SECONDS)

    jobs = {line.get("job_id") for line in lines if "could not be given back" in line["event"]}
    assert jobs == {request.job_id}


def test_a_job_past_its_deadline_expires_without_work() -> None:
    world = World()
    with world.working():
        request = world.send("ada", deadline=time.time() - 1)
        reply = world.reply()

    assert world.result(request).status is reply.status is JobStatus.EXPIRED
    assert world.engine.seen == []


@pytest.mark.parametrize("second", ["a delivery again", "a request sent again"])
def test_an_answered_job_is_replied_to_again_without_work(second: str) -> None:
    world = World()
    request = world.request("ada", accepted_at=time.time() - (60 if "request" in second else 0))
    earlier = JobResult(job_id=request.job_id, status=JobStatus.DONE, outcome=Outcome.NO_FACE)
    world.results[ResultStore.OUTPUT].put(keys.result_key(request.job_id), RESULT_CODEC.encode(earlier))
    world.requests.send(REQUEST_CODEC.encode_text(request))
    if "delivery" in second:
        (first,) = world.requests.receive(1, 0)
        world.requests.extend(first, 0)
    with world.working():
        reply = world.reply()
        world.wait_until_done()

    assert (reply.job_id, reply.status) == (request.job_id, JobStatus.DONE)
    assert world.engine.seen == []
    assert world.result(request) == earlier


def test_a_first_delivery_does_not_ask_for_an_earlier_result() -> None:
    asked: list[str] = []

    class WatchedStore(MemoryStore):
        def get(self, key: str) -> bytes:
            asked.append(key)
            return super().get(key)

    world = World()
    world.results[ResultStore.OUTPUT] = WatchedStore()
    with world.working():
        world.send("ada")
        world.wait_until_done()

    assert asked == []


def test_who_loses_the_race_replies_with_what_stands() -> None:
    world = World()
    world.engine.may_answer.clear()
    with world.working():
        request = world.send("ada")
        wait_until(lambda: bool(world.engine.seen), SECONDS)
        winner = JobResult(
            job_id=request.job_id,
            status=JobStatus.FAILED,
            error=Failure(code="dead_letter", message="Tried too often."),
        )
        world.results[ResultStore.OUTPUT].put(keys.result_key(request.job_id), RESULT_CODEC.encode(winner))
        world.engine.may_answer.set()
        reply = world.reply()
        world.wait_until_done()

    assert reply.status is JobStatus.FAILED
    assert world.result(request) == winner


def test_a_reply_queue_that_is_gone_does_not_matter() -> None:
    world = World()
    with world.working():
        request = world.send("ada", reply_queue="gone")
        world.wait_until_done()

    assert world.result(request).status is JobStatus.DONE


def test_a_result_that_cannot_be_written_gives_the_job_back_until_it_can() -> None:
    class FailingStore(MemoryStore):
        failures_left = 2

        def put_new(self, key: str, data: bytes, content_type: str = "") -> bool:
            if self.failures_left:
                self.failures_left -= 1
                raise ServiceUnavailable
            return super().put_new(key, data, content_type)

    world = World()
    world.results[ResultStore.OUTPUT] = FailingStore()
    with world.working():
        request = world.send("ada")
        assert world.result(request).status is JobStatus.DONE
        world.wait_until_done()

    assert isinstance(world.requests, HastyQueue) and world.requests.given_back == [1, 4]


def test_a_gallery_that_is_not_there_yet_is_waited_for() -> None:
    class PublishingQueue(HastyQueue):
        def extend(self, delivery: Delivery, seconds: int) -> None:
            if len(self.given_back) == 1:  # the second time that the request comes back
                world.enrol("ada")
            super().extend(delivery, seconds)

    world = World()
    requests = world.requests = PublishingQueue()
    with world.working():
        result = world.result(world.send("ada", gallery_version=1))

    assert result.outcome is Outcome.RECOGNISED
    assert world.engine.seen == [b"ada"]
    assert requests.given_back == [1, 4]


def test_a_crash_of_the_engine_replaces_it_and_the_job_is_answered() -> None:
    world = World()
    world.engine.crashes_left = 1
    with world.working():
        request = world.send("ada")
        assert world.result(request).status is JobStatus.DONE

    assert (len(world.engine.seen), world.engine.starts) == (2, 1)


def test_a_poisonous_picture_goes_to_the_dead_letters_after_five_tries() -> None:
    world = World()
    with world.working():
        poison = world.send("poison")
        wait_until(lambda: world.dead_letters.depth().visible == 1, SECONDS)
        healthy = world.result(world.send("ada"))

    assert healthy.status is JobStatus.DONE
    assert not world.has_result(poison)
    assert world.engine.seen[:5] == [b"poison"] * 5
    assert isinstance(world.requests, HastyQueue) and world.requests.given_back == [0, 1, 3, 7, 0]


def test_a_crash_does_not_disturb_the_other_slot() -> None:
    world = World(slots=2)
    world.engines[0].may_answer.clear()
    world.engines[1].may_answer.clear()
    with world.working():
        requests = [world.send("ada"), world.send("poison")]
        wait_until(lambda: all(engine.seen for engine in world.engines), SECONDS)
        for engine in world.engines:
            engine.may_answer.set()
        assert world.result(requests[0]).status is JobStatus.DONE
        wait_until(lambda: world.dead_letters.depth().visible == 1, SECONDS)

    assert sum(engine.seen.count(b"ada") for engine in world.engines) == 1


def test_an_outage_of_the_queue_is_survived() -> None:
    class FailingQueue(HastyQueue):
        failures_left = 2

        def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
            if self.failures_left:
                self.failures_left -= 1
                raise ServiceUnavailable
            return super().receive(limit, wait_seconds)

    world = World()
    world.requests = FailingQueue()
    with world.working():
        request = world.send("ada")
        assert world.result(request).status is JobStatus.DONE


def test_a_queue_that_was_made_again_is_found_by_its_name() -> None:
    class GoneQueue(MemoryQueue):
        def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
            raise QueueMissing

    there: list[Queue] = [GoneQueue(), HastyQueue()]
    world = World()
    world.requests = QueueByName(lambda: there.pop(0) if len(there) > 1 else there[0])
    there[1].send(REQUEST_CODEC.encode_text(request := world.request("ada")))
    with world.working():
        assert world.result(request).status is JobStatus.DONE


def test_a_pause_after_failures_ends_at_once_when_the_worker_drains() -> None:
    now, stop = 0.0, threading.Event()
    storage = Setbacks("storing", lambda: now)
    for _ in range(5):
        storage.failed(ServiceUnavailable())
        now += storage.pause_seconds
    held = Held(MemoryQueue(), capacity=1, visibility_seconds=60, on_change=lambda _held: None)
    intake = Intake(
        queue=MemoryQueue(),
        held=held,
        storage=storage,
        accept=lambda _job: None,
        on_turn=lambda: None,
        batch=1,
    )
    receiver = threading.Thread(target=intake.run, args=(stop,))
    receiver.start()

    stop.set()
    receiver.join(storage.pause_seconds / 2)

    assert storage.pause_seconds == 5
    assert not receiver.is_alive()


def test_while_the_buckets_fail_one_request_at_a_time_tries_them() -> None:
    asked: list[int] = []

    class WatchedQueue(MemoryQueue):
        def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
            asked.append(limit)
            return []

    storage = Setbacks("storing")
    queue = WatchedQueue()
    held = Held(queue, capacity=6, visibility_seconds=60, on_change=lambda _held: None)
    intake = Intake(
        queue=queue, held=held, storage=storage, accept=lambda _job: None, on_turn=lambda: None, batch=1
    )

    intake.step()
    storage.failed(ServiceUnavailable())
    intake.step()

    assert asked == [6, 1]


def test_only_a_call_that_was_answered_says_that_requests_can_be_received() -> None:
    stop, answered = threading.Event(), []

    class QueueThatComesBack(MemoryQueue):
        calls = 0

        def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
            self.calls += 1
            if self.calls == 1:
                raise ServiceUnavailable
            stop.set()
            return []

    queue = QueueThatComesBack()
    intake = Intake(
        queue=queue,
        held=Held(queue, capacity=1, visibility_seconds=60, on_change=lambda _held: None),
        storage=Setbacks("storing"),
        accept=lambda _job: None,
        on_turn=lambda: answered.append(queue.calls),
        batch=1,
    )

    intake.run(stop)

    assert answered == [2]
