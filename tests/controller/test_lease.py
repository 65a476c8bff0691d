"""Of several controllers one decides, on every kind of store."""

import threading

import pytest
from structlog.testing import capture_logs

from controller.lease import Lease
from pipeline.errors import ServiceUnavailable
from pipeline.keys import LEASE_KEY
from pipeline.store import ObjectStore, Tagged
from pipeline.stores.memory import MemoryStore
from tests.controller.clock import Clock
from tests.pipeline.conftest import dummy_credentials, endpoint_url, pipeline_settings, store

__all__ = ["dummy_credentials", "endpoint_url", "pipeline_settings", "store"]  # fixtures

PATIENCE = 15.0


def lease(store: ObjectStore, me: str, clock: Clock | None = None) -> Lease:
    return Lease(store=store, me=me, patience_seconds=PATIENCE, clock=clock or Clock())


def test_the_first_leads_and_goes_on_leading(store: ObjectStore) -> None:
    first = lease(store, "first")

    assert not first.held
    assert [first.hold() for _ in range(3)] == [True] * 3
    assert first.held


def test_a_second_one_waits_as_long_as_the_first_shows_itself(store: ObjectStore) -> None:
    clocks = Clock(), Clock(now=1e9)  # each has its own
    first, second = lease(store, "first", clocks[0]), lease(store, "second", clocks[1])

    for _ in range(5):
        assert first.hold()
        assert not second.hold()
        for clock in clocks:
            clock.now += PATIENCE - 1


def test_whoever_was_silent_for_too_long_is_replaced_and_follows(store: ObjectStore) -> None:
    clock = Clock()
    first, second = lease(store, "first"), lease(store, "second", clock)
    assert first.hold() and not second.hold()

    clock.now += PATIENCE
    assert second.hold()

    assert not first.hold()  # though its own clock stood still, as a suspended machine's does
    assert not first.held
    assert second.hold()


def test_who_comes_later_is_as_patient_from_its_first_look_on(store: ObjectStore) -> None:
    assert lease(store, "first").hold()
    clock = Clock(now=1e9)
    second = lease(store, "second", clock)

    assert not second.hold()
    clock.now += PATIENCE - 0.1
    assert not second.hold()
    clock.now += 0.1
    assert second.hold()


def test_a_lease_that_was_given_up_is_there_at_once(store: ObjectStore) -> None:
    first, second = lease(store, "first"), lease(store, "second")
    with first.given_up_at_the_end():
        assert first.hold() and not second.hold()

    assert second.hold()


def test_who_does_not_hold_it_gives_nothing_up(store: ObjectStore) -> None:
    first, second = lease(store, "first"), lease(store, "second")
    with second.given_up_at_the_end():
        assert first.hold()

    assert not second.hold()
    assert first.hold()


@pytest.fixture
def shared_store(request: pytest.FixtureRequest, store: ObjectStore) -> ObjectStore:
    """A store for several threads at once."""
    if request.node.callspec.params["store"] == "moto":
        pytest.skip("moto looks and writes in two steps, which threads can come between")
    return store


def test_of_many_who_come_at_once_one_leads(shared_store: ObjectStore) -> None:
    at_once, found = threading.Barrier(6), []

    def come(me: str) -> None:
        mine = lease(shared_store, me)
        at_once.wait(10)
        found.append(mine.hold())

    threads = [threading.Thread(target=come, args=(f"controller-{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [False] * 5 + [True]


def test_of_many_who_lost_patience_at_once_one_leads(shared_store: ObjectStore) -> None:
    assert lease(shared_store, "first").hold()
    clock, at_once, found = Clock(), threading.Barrier(6), []
    others = [lease(shared_store, f"controller-{n}", clock) for n in range(6)]
    assert not any([other.hold() for other in others])
    clock.now += PATIENCE

    def try_it(other: Lease) -> None:
        at_once.wait(10)
        found.append(other.hold())

    threads = [threading.Thread(target=try_it, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [False] * 5 + [True]
    assert sum(other.hold() for other in others) == 1


def test_what_nobody_can_read_is_replaced_after_as_long() -> None:
    store, clock = MemoryStore(), Clock()
    store.put(LEASE_KEY, b"of another version")
    mine = lease(store, "mine", clock)

    assert not mine.hold()
    clock.now += PATIENCE
    assert mine.hold()


class Lossy(MemoryStore):
    """Writes, and then fails to say so, as often as it is told; or does not answer at all."""

    lost_answers = 0
    out = False

    def get_tagged(self, key: str) -> Tagged:
        if self.out:
            raise ServiceUnavailable("Slow Down")
        return super().get_tagged(key)

    def put_over(self, key: str, data: bytes, tag: str) -> bool:
        written = super().put_over(key, data, tag)
        if self.lost_answers:
            self.lost_answers -= 1
            raise ServiceUnavailable("Connection reset by peer")
        return written


def test_nobody_leads_while_the_store_does_not_answer_and_it_is_said_once() -> None:
    store = Lossy()
    mine = lease(store, "mine")
    assert mine.hold()

    store.out = True
    with capture_logs() as lines:
        assert [mine.hold() for _ in range(3)] == [False] * 3
    store.out = False

    assert [line["error"] for line in lines] == ["Slow Down"]
    assert mine.hold()


class Counting(MemoryStore):
    """Counts what is written."""

    writes = 0

    def put_over(self, key: str, data: bytes, tag: str) -> bool:
        self.writes += 1
        return super().put_over(key, data, tag)


def test_whoever_leads_writes_no_more_often_than_others_need_to_see() -> None:
    store, clock = Counting(), Clock()
    first, second = lease(store, "first", clock), lease(store, "second", clock)

    for _ in range(60):  # two minutes of ticks
        assert first.hold() and not second.hold()
        clock.now += 2

    assert 120 / PATIENCE < store.writes <= 120 / (PATIENCE / 3)


def test_a_renewal_whose_answer_was_lost_counts() -> None:
    store, clock = Lossy(), Clock()
    mine, other = lease(store, "mine", clock), lease(store, "other", clock)
    assert mine.hold()
    clock.now += PATIENCE / 3
    store.lost_answers = 1

    assert not mine.hold()  # it cannot know
    assert not other.hold()
    assert mine.hold()


@pytest.mark.parametrize("out", [True, False])
def test_ending_never_fails(out: bool) -> None:
    store = Lossy()
    mine = lease(store, "mine")
    with mine.given_up_at_the_end():
        assert mine.hold()
        store.out = out
