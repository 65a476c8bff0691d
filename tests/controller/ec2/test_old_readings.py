"""Readings of the group that do not show yet what the controller has just changed."""

import pytest

from controller.ec2.fleet import Ec2Fleet
from tests.controller.ec2.cloud import Cloud


def ids(fleet: Ec2Fleet) -> set[str]:
    return {member.worker_id for member in fleet.roster().members}


def test_launches_are_remembered_that_a_reading_does_not_show(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    cloud.old_reading = cloud.group()
    fleet.start(3)
    asked_at = cloud.clock.now
    cloud.clock.now += 12

    roster = fleet.roster()

    assert [member.is_pending for member in roster.members] == [True] * 3
    assert {member.started_at for member in roster.members} == {asked_at}


def test_more_are_added_to_launches_that_a_reading_does_not_show(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    cloud.old_reading = cloud.group()
    fleet.start(2)
    fleet.roster()

    fleet.start(1)

    cloud.old_reading = None
    assert cloud.group()["DesiredCapacity"] == 3


def test_a_launch_that_was_given_up_does_not_come_back_with_an_old_reading(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    cloud.not_launched = cloud.ids()
    cloud.old_reading = cloud.group()

    fleet.retire("pending-1")
    fleet.retire("pending-1")

    assert ids(fleet) == set()
    cloud.old_reading = None
    assert cloud.group()["DesiredCapacity"] == 0


def test_a_machine_that_was_ended_is_no_member_though_an_old_reading_shows_it(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    leaving, staying = cloud.ids()
    cloud.old_reading = cloud.group()

    fleet.retire(leaving)
    fleet.retire(leaving)

    assert ids(fleet) == {staying}
    assert cloud.calls["TerminateInstanceInAutoScalingGroup"] == 1


def test_after_a_machine_was_ended_an_old_reading_makes_no_launch_too_many(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    cloud.old_reading = cloud.group()
    fleet.retire(cloud.ids()[0])
    fleet.roster()

    fleet.start(1)

    cloud.old_reading = None
    assert cloud.group()["DesiredCapacity"] == 2


def test_machines_that_were_ended_together_are_all_counted_off_an_old_reading(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(3)
    first, second, third = cloud.ids()
    cloud.old_reading = cloud.group()

    fleet.retire(first)
    fleet.retire(second)

    assert ids(fleet) == {third}
    fleet.start(1)
    cloud.old_reading = None
    assert cloud.group()["DesiredCapacity"] == 2


def test_a_controller_that_starts_again_adds_to_what_its_first_reading_showed(cloud: Cloud) -> None:
    cloud.old_reading = cloud.group()
    cloud.fleet().start(3)
    fleet = cloud.fleet()
    assert ids(fleet) == set()  # it cannot know better
    cloud.old_reading = None

    fleet.start(3)

    assert cloud.group()["DesiredCapacity"] == 3


@pytest.mark.parametrize("capacity", [1, 4])
def test_what_somebody_else_sets_meanwhile_is_believed(cloud: Cloud, capacity: int) -> None:
    fleet = cloud.fleet()
    fleet.start(2)

    cloud.set_desired(capacity)
    cloud.not_launched = cloud.ids()

    assert len(ids(fleet)) == capacity


def test_after_a_while_a_reading_is_believed_whatever_it_shows(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    cloud.old_reading = cloud.group()
    fleet.start(2)

    cloud.clock.now += 16

    assert ids(fleet) == set()


def test_one_who_lives_on_though_he_was_ended_is_a_member_again_after_a_while(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    (worker_id,) = cloud.ids()
    cloud.old_reading = cloud.group()
    fleet.retire(worker_id)

    cloud.clock.now += 16

    assert ids(fleet) == {worker_id}
