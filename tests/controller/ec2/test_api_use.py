"""How many calls a reading costs: AWS counts them, and throttles."""

from collections import Counter

from tests.controller.ec2.cloud import GROUP, Cloud


def calls_of_a_reading(cloud: Cloud) -> Counter[str]:
    fleet = cloud.fleet()
    fleet.roster()
    cloud.calls.clear()
    fleet.roster()
    return cloud.calls


def test_a_reading_of_nobody_is_one_call(cloud: Cloud) -> None:
    assert calls_of_a_reading(cloud) == {"DescribeAutoScalingGroups": 1}


def test_machines_are_described_once(cloud: Cloud) -> None:
    cloud.fleet().start(3)

    assert calls_of_a_reading(cloud) == {"DescribeAutoScalingGroups": 1}


def test_a_version_that_is_no_number_is_one_call_more(cloud: Cloud) -> None:
    template_id = cloud.group()["LaunchTemplate"]["LaunchTemplateId"]
    cloud.autoscaling.update_auto_scaling_group(
        AutoScalingGroupName=GROUP,
        LaunchTemplate={"LaunchTemplateId": template_id, "Version": "$Latest"},
    )

    assert calls_of_a_reading(cloud) == {"DescribeAutoScalingGroups": 1, "DescribeLaunchTemplates": 1}
