"""What a worker says of itself while it works, and at its end."""

import time

import pytest

from app_tier.activity import Activity
from app_tier.reporting import Reporter
from pipeline import keys
from pipeline.errors import ObjectMissing, ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, Boot, WorkerState
from pipeline.stores.memory import MemoryStore
from tests.app_tier.world import SECONDS
from tests.waiting import wait_until


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def activity(clock: Clock) -> Activity:
    return Activity(worker_id="w1", slots=2, clock=clock)


def test_a_worker_starts_idles_is_busy_and_drains() -> None:
    clock = Clock()
    worker = activity(clock)
    assert worker.report().state is WorkerState.STARTING

    clock.now = 101
    worker.holds(0)
    assert (worker.report().state, worker.report().idle_since) == (WorkerState.IDLE, 101)

    clock.now = 102
    worker.holds(1)
    worker.holds(2)
    busy = worker.report()
    assert (busy.state, busy.busy_since, busy.idle_since) == (WorkerState.BUSY, 102, None)

    worker.drain()
    worker.holds(0)
    assert worker.report().state is WorkerState.DRAINING
    assert not worker.report().interrupted


def test_an_idle_worker_that_cannot_receive_is_cut_off_until_it_can() -> None:
    clock = Clock()
    worker = activity(clock)
    worker.holds(0)

    clock.now = 110
    worker.received()
    clock.now = 125
    assert worker.report().state is WorkerState.IDLE

    clock.now = 126
    cut_off = worker.report()
    assert (cut_off.state, cut_off.cut_off_since, cut_off.idle_since) == (WorkerState.CUT_OFF, 110, None)

    worker.received()
    assert worker.report().state is WorkerState.IDLE


def test_a_busy_worker_that_receives_nothing_more_is_busy() -> None:
    clock = Clock()
    worker = activity(clock)
    worker.holds(1)

    clock.now = 500

    assert worker.report().state is WorkerState.BUSY


def test_a_worker_that_was_busy_for_long_is_idle_after_it_before_it_is_called_cut_off() -> None:
    clock = Clock()
    worker = activity(clock)
    worker.holds(1)
    clock.now = 500

    worker.holds(0)

    assert worker.report().state is WorkerState.IDLE


def test_how_it_became_ready_is_told_from_then_on() -> None:
    clock = Clock()
    worker = activity(clock)
    assert worker.report().boot is None

    clock.now = 103
    worker.ready({"process": 0.5, "load": 1.0})
    clock.now = 200

    assert worker.report().boot == Boot(ready_at=103, phases={"process": 0.5, "load": 1.0})


def test_a_machine_that_is_taken_away_drains_and_says_why() -> None:
    worker = activity(Clock())
    worker.holds(1)

    worker.interrupt()

    assert worker.report().interrupted
    assert worker.report().state is WorkerState.DRAINING


def test_tries_that_failed_are_counted() -> None:
    worker = activity(Clock())
    assert worker.report().requests_returned == 0

    worker.request_returned()
    worker.request_returned()

    assert worker.report().requests_returned == 2


def test_the_mean_service_time_begins_with_the_first_image_and_follows_the_newest() -> None:
    worker = activity(Clock())

    worker.image_done(1.0)
    assert worker.report().mean_service_seconds == 1.0
    for _ in range(20):
        worker.image_done(2.0)

    assert worker.report().images_done == 21
    assert worker.report().mean_service_seconds == pytest.approx(2.0, abs=0.02)


def test_a_change_of_state_is_reported_long_before_the_next_heartbeat() -> None:
    store, worker = MemoryStore(), activity(Clock())
    reporter = Reporter(activity=worker, store=store, worker_id="w1", heartbeat_seconds=300)
    key = keys.heartbeat_key("w1")

    def reported() -> WorkerState | None:
        try:
            return HEARTBEAT_CODEC.decode(store.get(key)).state
        except ObjectMissing:
            return None

    with reporter.running():
        wait_until(lambda: reported() is WorkerState.STARTING, SECONDS)
        worker.holds(0)
        wait_until(lambda: reported() is WorkerState.IDLE, SECONDS)
        started = time.monotonic()

    assert time.monotonic() - started < 5  # the end waits for no heartbeat
    assert reported() is WorkerState.STOPPED  # and is the last word


def test_who_fails_before_the_end_does_not_say_that_it_finished() -> None:
    store, worker = MemoryStore(), activity(Clock())
    reporter = Reporter(activity=worker, store=store, worker_id="w1", heartbeat_seconds=0.02)

    with pytest.raises(RuntimeError), reporter.running():
        wait_until(lambda: keys.heartbeat_key("w1") in list(store.keys()), SECONDS)
        raise RuntimeError("the self-test failed")

    report = HEARTBEAT_CODEC.decode(store.get(keys.heartbeat_key("w1")))
    assert report.state is WorkerState.STARTING


def test_heartbeats_are_repeated_and_survive_an_outage() -> None:
    class FailingStore(MemoryStore):
        puts = 0

        def put(self, key: str, data: bytes, content_type: str = "") -> None:
            self.puts += 1
            if self.puts == 2:
                raise ServiceUnavailable
            super().put(key, data, content_type)

    store = FailingStore()
    reporter = Reporter(activity=activity(Clock()), store=store, worker_id="w1", heartbeat_seconds=0.02)

    with reporter.running():
        wait_until(lambda: store.puts > 3, SECONDS)
