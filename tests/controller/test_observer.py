"""Readings: what the fleet, the heartbeats and the queue together tell."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from controller.conditions import describe
from controller.fleet import Member, Roster
from controller.observation import Condition, LaunchFailure, Observation, Worker
from controller.observer import Observer
from controller.silence import Silence
from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, Boot, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from pipeline.queue import Depth
from pipeline.queues.by_name import QueueByName
from pipeline.queues.memory import MemoryQueue
from pipeline.store import ObjectStore
from pipeline.stores.memory import MemoryStore
from tests.controller.clock import Clock
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
        cut_off_since=since if state is WorkerState.CUT_OFF else None,
        reported_at=NOW - age,
    )


def observe(
    store: ObjectStore,
    *members: Member,
    depth: Callable[[], Depth] = lambda: Depth(visible=0, in_flight=0),
) -> Observation:
    return observer(store, Roster(members=members), depth).observe()


def observer(
    store: ObjectStore,
    roster: Roster,
    depth: Callable[[], Depth] = lambda: Depth(visible=0, in_flight=0),
    clock: Callable[[], float] = lambda: NOW,
) -> Observer:
    return Observer(
        depth=depth,
        roster=lambda: roster,
        store=store,
        silence=Silence(clock=clock, longest_step=15),
        silent_seconds=30,
        clock=clock,
    )


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
        (WorkerState.STOPPED, Condition.DRAINED),
    ],
)
def test_a_fresh_heartbeat_says_what_a_worker_does(state: WorkerState, condition: Condition) -> None:
    assert describe(MEMBER, heartbeat(state), None).condition is condition


def test_an_idle_worker_has_been_idle_since_it_says_so() -> None:
    assert describe(MEMBER, heartbeat(WorkerState.IDLE), None).since == NOW - 7


def test_a_worker_that_cannot_receive_is_no_more_use_than_a_silent_one_since_it_last_could() -> None:
    described = describe(MEMBER, heartbeat(WorkerState.CUT_OFF, since=NOW - 20), None)

    assert (described.condition, described.since) == (Condition.UNKNOWN, NOW - 20)


@pytest.mark.parametrize("ahead", [0, 3600])
def test_a_worker_is_idle_since_then_by_our_clock_whatever_its_own_says(ahead: float) -> None:
    own = replace(
        heartbeat(WorkerState.IDLE, age=-ahead, since=NOW - 7 + ahead),
        boot=Boot(ready_at=NOW - 60 + ahead, phases={}),
    )

    [worker] = observe(store_with(own), MEMBER).workers or ()

    assert (worker.since, worker.ready_at) == (NOW - 7, NOW - 60)


def test_a_worker_whose_clock_is_behind_is_not_believed_to_be_ahead() -> None:
    late = heartbeat(WorkerState.BUSY, age=500, since=NOW - 507)

    [worker] = observe(store_with(late), MEMBER).workers or ()

    assert (worker.condition, worker.since) == (Condition.BUSY, NOW - 507)


@pytest.mark.parametrize(
    "nonsense", [{"slots": 0}, {"mean_service_seconds": -1}, {"mean_service_seconds": "Infinity"}]
)
def test_a_report_of_nonsense_is_as_good_as_none(nonsense: dict[str, object]) -> None:
    store = store_with(heartbeat(WorkerState.IDLE))
    report = json.loads(store.get(heartbeat_key("a")))
    store.put(heartbeat_key("a"), json.dumps(report | nonsense).encode())

    [worker] = observe(store, MEMBER).workers or ()

    assert worker.condition is Condition.STARTING


def test_a_worker_that_fell_silent_is_unknown_whatever_it_last_said() -> None:
    described = describe(MEMBER, heartbeat(WorkerState.IDLE), NOW - 31)

    assert (described.condition, described.since) == (Condition.UNKNOWN, NOW - 31)


def test_a_worker_that_never_said_anything_is_starting_for_however_long() -> None:
    described = describe(MEMBER, None, None)

    assert (described.condition, described.since) == (Condition.STARTING, MEMBER.started_at)


def test_who_was_asked_for_and_has_no_machine_yet_is_pending() -> None:
    described = describe(replace(MEMBER, is_pending=True), None, None)

    assert (described.condition, described.since) == (Condition.PENDING, MEMBER.started_at)


def test_whom_the_fleet_drains_is_draining_before_its_heartbeat_says_so() -> None:
    drained = Member(worker_id="a", started_at=NOW - 100, draining_since=NOW - 3)

    for last_word in (None, heartbeat(WorkerState.IDLE), heartbeat(WorkerState.BUSY)):
        described = describe(drained, last_word, NOW - 60)

        assert (described.condition, described.since) == (Condition.DRAINING, NOW - 3)


def test_a_worker_that_said_goodbye_is_drained_whoever_told_it_to_go_and_however_long_ago() -> None:
    told = Member(worker_id="a", started_at=NOW - 100, draining_since=NOW - 50)

    for member in (told, MEMBER):
        described = describe(member, heartbeat(WorkerState.STOPPED, age=40), NOW - 31)

        assert (described.condition, described.since) == (Condition.DRAINED, NOW - 40)


def test_a_worker_whose_machine_will_be_taken_away_is_no_capacity() -> None:
    busy = replace(heartbeat(WorkerState.BUSY), interrupted=True)

    assert describe(MEMBER, busy, None).condition is Condition.DRAINING


def test_a_worker_is_described_by_what_the_fleet_knows_and_by_what_it_says_of_itself() -> None:
    member = replace(MEMBER, version="lt-1:2")
    told = replace(
        heartbeat(WorkerState.BUSY), requests_returned=2, slots=4, boot=Boot(ready_at=NOW - 60, phases={})
    )

    assert describe(member, told, None) == Worker(
        worker_id="a",
        condition=Condition.BUSY,
        since=NOW - 7,
        launched_at=NOW - 100,
        ready_at=NOW - 60,
        version="lt-1:2",
        slots=4,
        service_seconds=0.1,
        images_done=3,
        requests_returned=2,
    )


def test_what_the_fleet_tells_of_itself_is_passed_on() -> None:
    failure = LaunchFailure(at=NOW - 5, why="no capacity")
    roster = Roster(members=(), version="lt-1:2", failures=(failure,))

    observation = observer(MemoryStore(), roster).observe()

    assert (observation.version, observation.failures) == ("lt-1:2", (failure,))


def test_only_members_are_workers() -> None:
    store = store_with(heartbeat(WorkerState.IDLE), heartbeat(WorkerState.IDLE, worker_id="by-hand"))

    observation = observe(store, MEMBER)

    assert [worker.worker_id for worker in observation.workers or ()] == ["a"]
    assert observation.departed == ()


def test_a_silent_report_of_no_member_is_a_departed_workers() -> None:
    clock, store = Clock(now=NOW), store_with(heartbeat(WorkerState.BUSY, worker_id="killed"))
    watching = observer(store, Roster(members=(MEMBER,)), clock=clock)

    departed = []
    for clock.now in (NOW, NOW + 15, NOW + 30, NOW + 45):
        departed.append(watching.observe().departed)

    assert departed == [(), (), (), ("killed",)]


def test_a_worker_is_unknown_once_it_repeats_itself_for_too_long_whatever_its_own_clock_says() -> None:
    for age in (-3600, 0, 125):
        clock, store = Clock(now=NOW), store_with(heartbeat(WorkerState.BUSY, age=age))
        watching = observer(store, Roster(members=(MEMBER,)), clock=clock)

        seen = []
        for clock.now in (NOW, NOW + 15, NOW + 30, NOW + 45):
            (only,) = watching.observe().workers or ()
            seen.append((only.condition, only.since))

        assert [condition for condition, _ in seen] == [Condition.BUSY] * 3 + [Condition.UNKNOWN]
        assert seen[-1] == (Condition.UNKNOWN, NOW)


def test_nobody_is_silent_for_an_outage_in_which_nobody_could_report() -> None:
    clock, store = Clock(now=NOW), Interrupted()
    store.put(heartbeat_key("a"), HEARTBEAT_CODEC.encode(heartbeat(WorkerState.BUSY)))
    watching = observer(store, Roster(members=(MEMBER,)), clock=clock)
    watching.observe()

    store.fails = True
    for _ in range(30):
        clock.now += 10
        assert watching.observe().workers is None
    store.fails = False

    (only,) = watching.observe().workers or ()
    assert only.condition is Condition.BUSY


class Interrupted(MemoryStore):
    """Lists nothing while it `fails`."""

    fails = False

    def keys(self, prefix: str = "") -> Iterator[str]:
        if self.fails:
            raise ServiceUnavailable("no answer")
        return super().keys(prefix)


def test_the_last_word_of_no_member_is_a_departed_workers_at_once() -> None:
    store = store_with(heartbeat(WorkerState.STOPPED, worker_id="ended", age=1))

    assert observe(store).departed == ("ended",)


def test_where_there_is_nobody_reports_are_looked_for_once_a_minute() -> None:
    clock, store = Clock(now=NOW), Counting()
    watching = observer(store, Roster(members=()), clock=clock)

    for _ in range(13):  # 0, 10, … 120 s
        assert watching.observe().workers == ()
        clock.now += 10

    assert store.listed == 3


class Counting(MemoryStore):
    """Counts how often it was listed."""

    listed = 0

    def keys(self, prefix: str = "") -> Iterator[str]:
        self.listed += 1
        return super().keys(prefix)


def test_an_unreadable_report_hides_its_own_worker_alone() -> None:
    store = store_with(heartbeat(WorkerState.BUSY))
    store.put(heartbeat_key("b"), b"{")

    observation = observe(store, MEMBER, Member(worker_id="b", started_at=NOW - 100))

    conditions = {each.worker_id: each.condition for each in observation.workers or ()}
    assert conditions == {"a": Condition.BUSY, "b": Condition.STARTING}


def test_a_reading_that_fails_is_missing_and_says_why() -> None:
    def fail() -> Depth:
        raise ServiceUnavailable("connection refused")

    observation = observe(MemoryStore(), depth=fail)

    assert observation.depth is None
    assert observation.workers == ()
    assert observation.missing == ("the queue's depth cannot be read: connection refused",)


def test_a_store_that_does_not_answer_hides_the_workers() -> None:
    store = Interrupted()
    store.fails = True

    observation = observe(store, MEMBER)

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
