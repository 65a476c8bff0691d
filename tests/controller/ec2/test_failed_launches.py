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


def test_a_machine_that_the_controller_ends_soon_after_its_launch_without_a_drain_is_one_too(
    cloud: Cloud,
) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    fleet.roster()

    fleet.retire(cloud.ids()[0])

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
