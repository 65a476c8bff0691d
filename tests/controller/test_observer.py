"""Readings: what the fleet, the heartbeats and the queue together tell."""

from collections.abc import Callable, Iterator

import pytest

from controller.fleet import Member
from controller.observation import Condition, Observation
from controller.observer import Observer, describe
from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from pipeline.queue import Depth
from pipeline.queues.by_name import QueueByName
from pipeline.queues.memory import MemoryQueue
from pipeline.store import ObjectStore
from pipeline.stores.memory import MemoryStore
from tests.controller.observations import NOW

MEMBER = Member(worker_id="a", started_at=NOW - 100)


def heartbeat(
    state: WorkerState, *, age: float = 1, worker_id: str = "a", since: float = NOW - 7
) -> Heartbeat:
    return Heartbeat(
        worker_id=worker_id,
        state=state,
        slots=1,
        images_done=3,
        mean_service_seconds=0.1,
        idle_since=since if state is WorkerState.IDLE else None,
        busy_since=since if state is WorkerState.BUSY else None,
        reported_at=NOW - age,
    )


def observe(
    store: ObjectStore,
    *members: Member,
    depth: Callable[[], Depth] = lambda: Depth(visible=0, in_flight=0),
) -> Observation:
    return Observer(
        depth=depth, members=lambda: list(members), store=store, silent_seconds=30, clock=lambda: NOW
    ).observe()


def store_with(*heartbeats: Heartbeat) -> MemoryStore:
    store = MemoryStore()
    for each in heartbeats:
        store.put(heartbeat_key(each.worker_id), HEARTBEAT_CODEC.encode(each))
    return store


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        (WorkerState.STARTING, Condition.STARTING),
        (WorkerState.IDLE, Condition.IDLE),
        (WorkerState.BUSY, Condition.BUSY),
        (WorkerState.DRAINING, Condition.DRAINING),
        (WorkerState.STOPPED, Condition.DRAINING),
    ],
)
def test_a_fresh_heartbeat_says_what_a_worker_does(state: WorkerState, condition: Condition) -> None:
    assert describe(MEMBER, heartbeat(state), NOW, 30).condition is condition


def test_an_idle_worker_has_been_idle_since_it_says_so() -> None:
    assert describe(MEMBER, heartbeat(WorkerState.IDLE), NOW, 30).since == NOW - 7


def test_a_worker_that_fell_silent_is_unknown_whatever_it_last_said() -> None:
    assert describe(MEMBER, heartbeat(WorkerState.IDLE, age=31), NOW, 30).condition is Condition.UNKNOWN


def test_a_new_worker_without_a_heartbeat_is_starting_and_an_old_one_unknown() -> None:
    new, old = Member(worker_id="a", started_at=NOW - 5), Member(worker_id="a", started_at=NOW - 31)

    assert describe(new, None, NOW, 30).condition is Condition.STARTING
    assert describe(old, None, NOW, 30).condition is Condition.UNKNOWN


def test_whom_the_fleet_drains_is_draining_before_its_heartbeat_says_so() -> None:
    drained = Member(worker_id="a", started_at=NOW - 100, draining=True)

    assert describe(drained, heartbeat(WorkerState.IDLE), NOW, 30).condition is Condition.DRAINING


def test_only_members_are_workers() -> None:
    store = store_with(heartbeat(WorkerState.IDLE), heartbeat(WorkerState.IDLE, worker_id="by-hand"))

    observation = observe(store, MEMBER)

    assert [worker.worker_id for worker in observation.workers or ()] == ["a"]
    assert observation.departed == ()


def test_a_silent_report_of_no_member_is_a_departed_workers() -> None:
    store = store_with(heartbeat(WorkerState.BUSY, worker_id="killed", age=31))

    assert observe(store).departed == ("killed",)


def test_an_unreadable_report_hides_its_own_worker_alone() -> None:
    store = store_with(heartbeat(WorkerState.BUSY))
    store.put(heartbeat_key("b"), b"{")

    observation = observe(store, MEMBER, Member(worker_id="b", started_at=NOW - 100))

    conditions = {each.worker_id: each.condition for each in observation.workers or ()}
    assert conditions == {"a": Condition.BUSY, "b": Condition.UNKNOWN}


def test_a_reading_that_fails_is_missing_and_says_why() -> None:
    def fail() -> Depth:
        raise ServiceUnavailable("connection refused")

    observation = observe(MemoryStore(), depth=fail)

    assert observation.depth is None
    assert observation.workers == ()
    assert observation.missing == ("the queue's depth cannot be read: connection refused",)


def test_a_store_that_does_not_answer_hides_the_workers() -> None:
    class Silent(MemoryStore):
        def keys(self, prefix: str = "") -> Iterator[str]:
            raise ServiceUnavailable("no answer")

    observation = observe(Silent(), MEMBER)

    assert observation.workers is None
    assert observation.depth == Depth(visible=0, in_flight=0)


def test_a_queue_that_was_lost_is_looked_up_again() -> None:
    class Lost(MemoryQueue):
        def depth(self) -> Depth:
            raise QueueMissing

    found = [Lost(), MemoryQueue()]
    backlog = QueueByName(lambda: found.pop(0))

    with pytest.raises(QueueMissing):
        backlog.depth()

    assert backlog.depth() == Depth(visible=0, in_flight=0)
    assert backlog.depth() == Depth(visible=0, in_flight=0)
    assert found == []
