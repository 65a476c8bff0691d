"""What the controller relies on, whatever the fleet is made of."""

from collections.abc import Callable

from controller.fleet import Fleet, Member
from tests.controller.cases import Case
from tests.waiting import wait_until


def gone(fleet: Fleet, worker_id: str) -> Callable[[], bool]:
    return lambda: worker_id not in by_id(fleet)


def by_id(fleet: Fleet) -> dict[str, Member]:
    return {member.worker_id: member for member in fleet.roster().members}


def is_draining(fleet: Fleet, worker_id: str) -> bool:
    return by_id(fleet)[worker_id].draining_since is not None


def test_a_new_fleet_is_empty_and_nothing_has_failed(case: Case) -> None:
    roster = case.make().roster()

    assert (roster.members, roster.failures) == ((), ())


def test_started_workers_are_members_at_once(case: Case) -> None:
    fleet = case.make()

    fleet.start(2)

    assert len(by_id(fleet)) == 2
    assert not any(is_draining(fleet, each) for each in by_id(fleet))


def test_new_workers_are_of_the_version_that_the_fleet_launches(case: Case) -> None:
    fleet = case.make()
    case.start(fleet, 2)

    roster = fleet.roster()

    assert {member.version for member in roster.members} == {roster.version}


def test_starting_more_keeps_the_others(case: Case) -> None:
    fleet = case.make()
    (first,) = case.start(fleet, 1)

    fleet.start(1)

    assert len(by_id(fleet)) == 2
    assert first in by_id(fleet)


def test_a_drained_worker_finishes_what_it_holds_before_it_is_gone(case: Case) -> None:
    fleet = case.make()
    first, second = case.start(fleet, 2)
    case.hold_work()

    fleet.drain(first)

    assert is_draining(fleet, first)
    assert not is_draining(fleet, second)
    case.finish_work()
    wait_until(gone(fleet, first), seconds=10)
    assert list(by_id(fleet)) == [second]


def test_draining_again_and_draining_nobody_are_fine(case: Case) -> None:
    fleet = case.make()
    (worker_id,) = case.start(fleet, 1)
    case.hold_work()

    fleet.drain(worker_id)
    since = by_id(fleet)[worker_id].draining_since
    fleet.drain(worker_id)
    fleet.drain("nobody")

    assert by_id(fleet)[worker_id].draining_since == since
    case.finish_work()
    wait_until(gone(fleet, worker_id), seconds=10)


def test_a_retired_worker_is_gone_whatever_it_holds_and_nobody_takes_its_place(case: Case) -> None:
    fleet = case.make()
    first, second = case.start(fleet, 2)
    case.hold_work()

    fleet.retire(first)

    wait_until(gone(fleet, first), seconds=10)
    assert list(by_id(fleet)) == [second]
    case.finish_work()


def test_a_worker_that_hangs_while_it_drains_can_be_retired(case: Case) -> None:
    fleet = case.make()
    (worker_id,) = case.start(fleet, 1)
    case.hold_work()
    fleet.drain(worker_id)

    fleet.retire(worker_id)

    wait_until(gone(fleet, worker_id), seconds=10)
    case.finish_work()


def test_retiring_again_and_retiring_nobody_are_fine(case: Case) -> None:
    fleet = case.make()
    first, second = case.start(fleet, 2)

    fleet.retire(first)
    fleet.retire(first)
    fleet.retire("nobody")

    wait_until(gone(fleet, first), seconds=10)
    assert list(by_id(fleet)) == [second]


def test_who_was_told_to_go_is_no_failed_launch(case: Case) -> None:
    fleet = case.make()
    first, second = case.start(fleet, 2)

    for worker_id in (first, second):
        fleet.drain(worker_id)
    by_id(fleet)  # as the controller looks before it ends somebody
    for worker_id in (first, second):
        fleet.retire(worker_id)

    wait_until(lambda: not by_id(fleet), seconds=10)
    assert fleet.roster().failures == ()


def test_a_worker_that_dies_is_gone_and_others_can_be_started(case: Case) -> None:
    fleet = case.make()
    (worker_id,) = case.start(fleet, 1)

    case.kill(worker_id)

    wait_until(gone(fleet, worker_id), seconds=10)
    there = len(by_id(fleet))
    fleet.start(1)
    assert len(by_id(fleet)) == there + 1


def test_a_controller_that_starts_again_finds_the_workers_and_drains_them(case: Case) -> None:
    first, second = case.start(case.make(), 2)
    case.hold_work()

    fleet = case.make()
    fleet.drain(first)

    assert set(by_id(fleet)) == {first, second}
    assert is_draining(case.make(), first)
    case.finish_work()
    wait_until(gone(fleet, first), seconds=10)
