"""Launches of machines that come to nothing, as the fleet tells of them."""

import pytest

from tests.controller.ec2.cloud import Cloud

NO_CAPACITY = "We currently do not have sufficient c7a.large capacity. InsufficientInstanceCapacity."


def test_a_launch_without_capacity_is_told_of_with_what_the_cloud_says(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.not_launched = cloud.ids()
    cloud.fail_a_launch(at=cloud.clock.now, why=NO_CAPACITY)

    (failure,) = fleet.roster().failures

    assert failure.at == pytest.approx(cloud.clock.now, abs=0.001)
    assert failure.why == NO_CAPACITY
    assert failure.refused


def test_the_same_failure_counts_once_and_for_ten_minutes(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.not_launched = cloud.ids()
    cloud.fail_a_launch(at=cloud.clock.now, why=NO_CAPACITY)

    fleet.roster()
    cloud.clock.now += 60
    assert len(fleet.roster().failures) == 1
    cloud.clock.now += 541
    assert fleet.roster().failures == ()


def test_only_launches_count(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.not_launched = cloud.ids()
    cloud.fail_a_launch(at=cloud.clock.now, why="no", description="Terminating EC2 instance: i-1")

    assert fleet.roster().failures == ()


def test_the_history_is_read_only_while_launches_are_under_way_and_not_at_every_tick(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    fleet.roster()
    assert cloud.calls["DescribeScalingActivities"] == 0

    cloud.not_launched = cloud.ids()
    for _ in range(5):  # 0, 4, 8, 12 and 16 s
        fleet.roster()
        cloud.clock.now += 4

    assert cloud.calls["DescribeScalingActivities"] == 2


def test_a_machine_that_ends_itself_soon_after_its_launch_is_a_failed_launch(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    (worker_id,) = cloud.ids()
    fleet.roster()

    cloud.clock.now += 40
    cloud.ec2.terminate_instances(InstanceIds=[worker_id])

    (failure,) = fleet.roster().failures
    assert failure.at == cloud.clock.now
    assert failure.why.startswith(f"{worker_id} was gone ")
    assert not failure.refused, "its boot was paid for"


def test_a_machine_that_the_controller_ends_soon_after_its_launch_without_a_drain_is_one_too(
    cloud: Cloud,
) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    fleet.roster()

    cloud.clock.now += 40
    fleet.retire(cloud.ids()[0])

    (failure,) = fleet.roster().failures
    assert "was gone" in failure.why


def test_a_new_machine_that_an_old_reading_does_not_show_is_none(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    fleet.roster()

    cloud.not_launched = cloud.ids()
    cloud.clock.now += 10
    assert fleet.roster().failures == ()
    cloud.not_launched = ()
    cloud.clock.now += 10

    assert fleet.roster().failures == ()


def test_a_new_machine_that_stays_away_is_one_when_no_reading_can_be_so_old(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    fleet.roster()

    cloud.not_launched = cloud.ids()
    for _ in range(4):  # 5, 10, 15 and 20 s after its launch
        cloud.clock.now += 5
        fleet.roster()

    (failure,) = fleet.roster().failures
    assert "was gone" in failure.why


def test_a_machine_that_is_taken_away_later_is_none(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    fleet.roster()

    cloud.clock.now += 1000
    cloud.ec2.terminate_instances(InstanceIds=cloud.ids())

    assert fleet.roster().failures == ()


def test_a_drained_machine_that_ends_itself_is_none(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    (worker_id,) = cloud.ids()
    fleet.roster()
    fleet.drain(worker_id)
    fleet.roster()

    cloud.ec2.terminate_instances(InstanceIds=[worker_id])

    assert fleet.roster().failures == ()


A_DAY_IN_VAIN = {
    "ProcessName": "Launch",
    "SuspensionReason": "Administrative suspension at 2026-01-02T03:04:05Z: no launch succeeded for 24 hours",
}


def test_a_launch_of_a_group_that_aws_keeps_from_launching_fails_with_what_it_says(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    cloud.suspensions = [A_DAY_IN_VAIN]
    fleet.start(1)
    cloud.not_launched = cloud.ids()

    (failure,) = fleet.roster().failures

    assert failure.at == cloud.clock.now
    assert "Launch is suspended: Administrative suspension at 2026" in failure.why
    assert not failure.refused, "the group does not try again by itself"


def test_each_look_finds_once_more_that_the_group_does_not_launch_and_says_so_last(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    cloud.suspensions = [A_DAY_IN_VAIN]
    fleet.start(1)
    cloud.not_launched = cloud.ids()
    cloud.fail_a_launch(at=cloud.clock.now, why=NO_CAPACITY)

    for _ in range(3):
        cloud.clock.now += 10
        fleet.roster()

    whys = [each.why for each in fleet.roster().failures]
    assert whys[0] == NO_CAPACITY
    assert ["suspended" in why for why in whys[1:]] == [True] * 3


def test_a_group_that_may_not_launch_and_need_not_has_no_failed_launches(cloud: Cloud) -> None:
    cloud.suspensions = [A_DAY_IN_VAIN]

    assert cloud.fleet().roster().failures == ()


def test_launches_go_on_where_other_processes_are_suspended(cloud: Cloud) -> None:
    fleet = cloud.fleet()
    cloud.suspensions = [{"ProcessName": "AZRebalance", "SuspensionReason": "User suspended"}]
    fleet.start(1)
    cloud.not_launched = cloud.ids()

    assert fleet.roster().failures == ()
