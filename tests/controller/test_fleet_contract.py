"""What the controller relies on, whatever the fleet is made of."""

from collections.abc import Callable

from controller.fleet import Fleet, Member
from tests.controller.conftest import ProcessCase
from tests.waiting import wait_until


def gone(fleet: Fleet, worker_id: str) -> Callable[[], bool]:
    return lambda: worker_id not in {member.worker_id for member in fleet.members()}


def by_id(fleet: Fleet) -> dict[str, Member]:
    return {member.worker_id: member for member in fleet.members()}


def test_a_new_fleet_is_empty(case: ProcessCase) -> None:
    assert case.make().members() == []


def test_started_workers_are_members_at_once(case: ProcessCase) -> None:
    fleet = case.make()

    fleet.start(2)

    assert len(by_id(fleet)) == 2
    assert not any(member.draining for member in fleet.members())


def test_starting_more_keeps_the_others(case: ProcessCase) -> None:
    fleet = case.make()
    (first,) = case.start(fleet, 1)

    fleet.start(1)

    assert len(by_id(fleet)) == 2
    assert first in by_id(fleet)


def test_a_drained_worker_finishes_what_it_holds_before_it_is_gone(case: ProcessCase) -> None:
    fleet = case.make()
    first, second = case.start(fleet, 2)
    case.hold_work()

    fleet.drain(first)

    assert by_id(fleet)[first].draining
    assert not by_id(fleet)[second].draining
    case.finish_work()
    wait_until(gone(fleet, first), seconds=10)
    assert list(by_id(fleet)) == [second]


def test_draining_again_and_draining_nobody_are_fine(case: ProcessCase) -> None:
    fleet = case.make()
    (worker_id,) = case.start(fleet, 1)
    case.hold_work()

    fleet.drain(worker_id)
    fleet.drain(worker_id)
    fleet.drain("nobody")

    assert by_id(fleet)[worker_id].draining
    case.finish_work()
    wait_until(gone(fleet, worker_id), seconds=10)


def test_a_worker_that_dies_is_gone_and_can_be_replaced(case: ProcessCase) -> None:
    fleet = case.make()
    (worker_id,) = case.start(fleet, 1)

    case.kill(worker_id)

    wait_until(gone(fleet, worker_id), seconds=10)
    fleet.start(1)
    assert len(by_id(fleet)) == 1


def test_a_controller_that_starts_again_finds_the_workers_and_drains_them(case: ProcessCase) -> None:
    first, second = case.start(case.make(), 2)
    case.hold_work()

    fleet = case.make()
    fleet.drain(first)

    assert set(by_id(fleet)) == {first, second}
    assert by_id(case.make())[first].draining
    case.finish_work()
    wait_until(gone(fleet, first), seconds=10)
