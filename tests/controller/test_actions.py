"""Decisions are carried out, each part of them for itself."""

from dataclasses import replace

from structlog.testing import capture_logs

from controller.actions import Actions
from controller.decision import Decision
from controller.fleet import Roster
from controller.lease import Lease
from pipeline.errors import ServiceUnavailable
from pipeline.keys import drain_key, heartbeat_key
from pipeline.stores.memory import MemoryStore
from tests.controller.clock import Clock
from tests.controller.observations import observed


class NotedFleet:
    """Remembers what it was told, and fails where it is told to."""

    def __init__(self, refused: str = "") -> None:
        self.told: list[str] = []
        self._refused = refused

    def roster(self) -> Roster:
        return Roster(members=())

    def start(self, count: int) -> None:
        self._note(f"start {count}")

    def drain(self, worker_id: str) -> None:
        self._note(f"drain {worker_id}")

    def retire(self, worker_id: str) -> None:
        self._note(f"retire {worker_id}")

    def _note(self, what: str) -> None:
        if what == self._refused:
            raise ServiceUnavailable("Rate exceeded")
        self.told.append(what)


DECISION = Decision(wanted=2, start=2, drain=("a", "b"), retire=("c", "d"), reason="So.")


def test_all_that_was_decided_is_done() -> None:
    fleet = NotedFleet()

    Actions(fleet=fleet, store=MemoryStore()).carry_out(observed(0, 0), DECISION)

    assert fleet.told == ["start 2", "drain a", "drain b", "retire c", "retire d"]


def test_an_action_that_fails_keeps_none_of_the_others_back() -> None:
    for refused in ("start 2", "drain a", "retire c"):
        fleet = NotedFleet(refused)

        with capture_logs() as lines:
            Actions(fleet=fleet, store=MemoryStore()).carry_out(observed(0, 0), DECISION)

        assert {refused, *fleet.told} == {"start 2", "drain a", "drain b", "retire c", "retire d"}
        assert [(line["action"], line["error"]) for line in lines] == [(refused, "Rate exceeded")]


def test_who_lost_the_lead_while_it_acts_leaves_the_rest_to_the_next() -> None:
    fleet, leads = NotedFleet(), iter([True, True, False])
    actions = Actions(fleet=fleet, store=MemoryStore(), leads=lambda: next(leads))

    with capture_logs() as lines:
        actions.carry_out(observed(0, 0), DECISION)

    assert fleet.told == ["start 2", "drain a"]
    assert [line["dropped_from"] for line in lines] == ["drain b"]


def test_a_lease_is_kept_through_actions_that_take_longer_than_it_lasts() -> None:
    store, clock = MemoryStore(), Clock()
    mine, other = (Lease(store=store, me=me, patience_seconds=15, clock=clock) for me in ("mine", "other"))
    assert mine.hold()

    class SlowFleet(NotedFleet):
        def _note(self, what: str) -> None:
            super()._note(what)
            assert not other.hold(), "it may not act at the same time"
            clock.now += 10

    fleet = SlowFleet()
    Actions(fleet=fleet, store=store, leads=mine.hold).carry_out(observed(0, 0), DECISION)

    assert len(fleet.told) == 5


def test_nothing_is_left_of_the_departed() -> None:
    store = MemoryStore()
    for key in (heartbeat_key("gone"), drain_key("gone"), heartbeat_key("there")):
        store.put(key, b"{}")

    Actions(fleet=NotedFleet(), store=store).carry_out(
        replace(observed(0, 0), departed=("gone",)), Decision(wanted=0, reason="So.")
    )

    assert list(store.keys()) == [heartbeat_key("there")]
