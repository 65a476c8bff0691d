"""What makes a worker drain beside signals: the controller's mark, and the cloud's notice."""

import threading

import pytest

from app_tier.activity import Activity
from app_tier.drain_mark import DrainMark
from app_tier.farewell import reasons_to_drain
from app_tier.lookout import Reason, look_now, look_out, looking_out
from app_tier.settings import WorkerSettings
from app_tier.stopping import stop_requests
from pipeline.errors import ServiceUnavailable
from pipeline.heartbeat import WorkerState
from pipeline.keys import drain_key
from pipeline.stores.memory import MemoryStore
from tests.app_tier.metadata_service import metadata_service

SOON = 0.001


def activity() -> Activity:
    return Activity(worker_id="w1", slots=1, clock=lambda: 100.0)


def test_a_mark_is_for_the_worker_that_it_names() -> None:
    store = MemoryStore()
    store.put(drain_key("w2"), b"1000.0")

    assert not DrainMark(store, "w1").is_there()
    assert DrainMark(store, "w2").is_there()


def test_a_marked_worker_is_asked_to_stop_once() -> None:
    answers, asked = iter([False, False, True]), []
    reason = Reason(
        name="drain mark",
        is_there=lambda: next(answers),
        every_seconds=SOON,
        drain=lambda: asked.append("drain"),
    )

    look_out(reason, threading.Event())  # it returns: whatever becomes of the mark now changes nothing

    assert asked == ["drain"]


def test_what_came_during_the_boot_is_known_before_the_first_request() -> None:
    store, asked = MemoryStore(), []
    store.put(drain_key("w1"), b"1000.0")
    mark = DrainMark(store, "w1")

    def unreachable() -> bool:
        raise ServiceUnavailable

    look_now(
        [
            Reason(name="notice", is_there=unreachable, every_seconds=3600, drain=lambda: asked.append("no")),
            Reason(
                name="drain mark",
                is_there=mark.is_there,
                every_seconds=3600,
                drain=lambda: asked.append("yes"),
            ),
        ]
    )

    assert asked == ["yes"]


def test_an_outage_is_no_reason_to_drain_and_does_not_end_the_lookout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app_tier.setbacks._FIRST_PAUSE_SECONDS", SOON)
    looks, asked = iter([ServiceUnavailable(), OSError(), None]), []

    def is_there() -> bool:
        failure = next(looks)
        if failure is not None:
            raise failure
        return True

    reason = Reason(
        name="drain mark", is_there=is_there, every_seconds=SOON, drain=lambda: asked.append("drain")
    )
    look_out(reason, threading.Event())

    assert asked == ["drain"]


def test_a_worker_can_ask_whether_it_was_asked_to_stop_and_still_hears_it_afterwards() -> None:
    with stop_requests() as stop:
        assert not stop.is_asked()

        stop.ask()

        assert stop.is_asked()
        assert stop.is_asked()
        stop.wait()


def test_a_mark_ends_the_waiting_of_a_worker() -> None:
    store, settings = MemoryStore(), WorkerSettings(worker_id="w1", drain_look_seconds=SOON)
    worker = activity()
    with stop_requests() as stop, looking_out(reasons_to_drain(settings, store, worker, stop)):
        store.put(drain_key("w1"), b"1000.0")
        stop.wait()

    assert not worker.report().interrupted


def test_a_spot_notice_ends_the_waiting_and_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app_tier.farewell._SPOT_LOOK_SECONDS", SOON)
    worker = activity()
    with metadata_service() as service, stop_requests() as stop:
        settings = WorkerSettings(worker_id="w1", instance_metadata=service.url)
        with looking_out(reasons_to_drain(settings, MemoryStore(), worker, stop)):
            service.announce()
            stop.wait()

    assert worker.report().interrupted
    assert worker.report().state is WorkerState.DRAINING


def test_where_no_machine_of_ec2_is_named_nobody_is_asked_for_notices() -> None:
    settings = WorkerSettings(worker_id="w1")
    with stop_requests() as stop:
        reasons = reasons_to_drain(settings, MemoryStore(), activity(), stop)

    assert [reason.name for reason in reasons] == ["drain mark"]
