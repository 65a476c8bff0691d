"""What a worker says of itself while it works, and that it says nothing after its end."""

import time

import pytest

from app_tier.activity import Activity
from app_tier.reporting import Reporter
from pipeline import keys
from pipeline.errors import ObjectMissing, ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, WorkerState
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
    assert reported() is None


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
