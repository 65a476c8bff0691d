"""What is particular about workers that are machines of an Auto Scaling group."""

import pytest

from controller.fleet import Member, Roster
from pipeline.errors import ServiceUnavailable
from pipeline.keys import drain_key
from tests.controller.ec2.cloud import GROUP, MOST, Cloud


def ids(roster: Roster) -> set[str]:
    return {member.worker_id for member in roster.members}


def only(roster: Roster) -> Member:
    (member,) = roster.members
    return member


def test_launches_under_way_are_members_since_they_were_asked_for(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    asked_at = cloud.clock.now
    cloud.not_launched = cloud.ids()
    cloud.clock.now += 30

    roster = fleet.roster()

    assert ids(roster) == {"pending-1", "pending-2"}
    assert {member.started_at for member in roster.members} == {asked_at}


def test_launches_come_about_in_the_order_in_which_they_were_asked_for(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.clock.now += 20
    fleet.start(1)
    first, second = cloud.ids()
    cloud.not_launched = {second}

    roster = fleet.roster()

    assert {member.worker_id: member.started_at for member in roster.members}["pending-1"] == cloud.clock.now
    assert ids(roster) == {first, "pending-1"}


def test_a_controller_that_starts_again_counts_the_launches_under_way(cloud: Cloud) -> None:
    cloud.fleet().start(2)
    cloud.not_launched = cloud.ids()
    cloud.clock.now += 30

    fleet = cloud.fleet()

    assert ids(fleet.roster()) == {"pending-1", "pending-2"}
    assert fleet.roster().members[0].started_at == cloud.clock.now  # it cannot know better
    cloud.clock.now += 5
    assert fleet.roster().members[0].started_at == cloud.clock.now - 5  # and remembers from then on


def test_more_are_added_to_what_is_under_way(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    cloud.not_launched = cloud.ids()

    fleet.start(1)

    assert cloud.group()["DesiredCapacity"] == 3


def test_no_more_are_asked_for_than_the_group_allows(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(MOST - 1)

    fleet.start(3)
    fleet.start(3)

    assert cloud.group()["DesiredCapacity"] == MOST
    assert len(fleet.roster().members) == MOST


def test_machines_that_somebody_asked_for_by_hand_are_members(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.set_desired(3)
    cloud.not_launched = cloud.ids()[1:]

    assert len(fleet.roster().members) == 3
    fleet.start(1)
    assert cloud.group()["DesiredCapacity"] == 4


def test_lowering_the_desired_capacity_by_hand_ends_nobody_and_hinders_no_launch(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(3)

    cloud.set_desired(0)  # new machines are protected from scale-in

    assert len(fleet.roster().members) == 3
    fleet.start(1)
    assert len(fleet.roster().members) == 4


def test_retiring_lowers_the_desired_capacity_so_that_nobody_takes_the_place(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)

    fleet.retire(cloud.ids()[0])

    assert cloud.group()["DesiredCapacity"] == 1
    assert len(cloud.ids()) == 1


def test_retiring_one_of_more_than_are_desired_lowers_nothing(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(3)
    cloud.set_desired(1)

    fleet.retire(cloud.ids()[0])

    assert cloud.group()["DesiredCapacity"] == 1
    assert len(cloud.ids()) == 2


def test_at_the_groups_minimum_a_retired_machine_is_replaced_by_the_group(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.autoscaling.update_auto_scaling_group(AutoScalingGroupName=GROUP, MinSize=1)
    (first,) = cloud.ids()

    fleet.retire(first)  # with the decrement AWS would refuse

    assert cloud.group()["DesiredCapacity"] == 1
    assert first not in cloud.ids()


def test_a_launch_that_does_not_come_about_can_be_given_up(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.clock.now += 10
    fleet.start(1)
    first, _ = cloud.ids()
    cloud.not_launched = cloud.ids()

    fleet.roster()
    fleet.retire("pending-1")

    assert cloud.group()["DesiredCapacity"] == 1
    assert only(fleet.roster()).started_at == cloud.clock.now  # the older one was given up
    cloud.not_launched = ()
    assert first in ids(fleet.roster())


def test_to_drain_a_launch_under_way_is_to_give_it_up(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    cloud.not_launched = cloud.ids()

    fleet.drain("pending-1")
    fleet.drain("pending-2")

    assert fleet.roster().members == ()
    assert list(cloud.store.keys()) == []


def test_giving_up_a_launch_that_came_about_meanwhile_changes_nothing(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)

    fleet.retire("pending-1")

    assert cloud.group()["DesiredCapacity"] == 1


def test_a_drain_leaves_a_mark_and_retiring_takes_it_away(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    (worker_id,) = cloud.ids()

    fleet.drain(worker_id)
    told_at = cloud.clock.now
    cloud.clock.now += 5
    fleet.drain(worker_id)

    assert float(cloud.store.get(drain_key(worker_id))) == pytest.approx(told_at, abs=0.001)
    assert only(cloud.fleet().roster()).draining_since == pytest.approx(told_at, abs=0.001)
    fleet.retire(worker_id)
    assert list(cloud.store.keys()) == []


def test_a_mark_that_somebody_wrote_by_hand_counts_from_now(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.store.put(drain_key(cloud.ids()[0]), b"please")

    assert only(fleet.roster()).draining_since == cloud.clock.now


def test_a_machine_is_as_old_as_ec2_says(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    (instance,) = cloud.ec2.describe_instances()["Reservations"][0]["Instances"]

    assert only(fleet.roster()).started_at == instance["LaunchTime"].timestamp()


def test_a_machine_that_ec2_does_not_know_yet_counts_from_when_it_was_first_seen(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.unknown_to_ec2 = True
    first_seen = cloud.clock.now = cloud.clock.now + 10

    assert only(fleet.roster()).started_at == first_seen
    cloud.clock.now += 5
    assert only(fleet.roster()).started_at == first_seen
    cloud.unknown_to_ec2 = False
    assert only(fleet.roster()).started_at < first_seen


def test_a_machine_that_is_about_to_end_is_no_member(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(2)
    leaving, staying = cloud.ids()

    cloud.autoscaling.enter_standby(
        AutoScalingGroupName=GROUP, InstanceIds=[leaving], ShouldDecrementDesiredCapacity=True
    )

    assert ids(fleet.roster()) == {staying}


def test_a_throttled_termination_is_an_error_and_succeeds_at_the_next_try(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    (worker_id,) = cloud.ids()
    fleet.drain(worker_id)
    cloud.throttled = {"TerminateInstanceInAutoScalingGroup"}

    with pytest.raises(ServiceUnavailable, match="Rate exceeded"):
        fleet.retire(worker_id)
    assert only(fleet.roster()).draining_since is not None
    cloud.throttled = ()
    fleet.retire(worker_id)

    assert fleet.roster().members == ()


@pytest.mark.parametrize("call", ["DescribeAutoScalingGroups", "DescribeInstances"])
def test_a_reading_that_is_throttled_is_an_error_and_never_an_empty_fleet(cloud: Cloud, call: str) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.throttled = {call}

    with pytest.raises(ServiceUnavailable):
        fleet.roster()


def test_a_group_that_is_not_there_is_an_error(cloud: Cloud) -> None:
    cloud.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=GROUP, ForceDelete=True)

    with pytest.raises(ServiceUnavailable, match=GROUP):
        cloud.fleet().roster()
