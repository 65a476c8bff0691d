"""Which launch template version machines have, and what would be launched now."""

from typing import Any

import pytest

from controller.ec2.fleet import Ec2Fleet
from tests.controller.ec2.cloud import GROUP, Cloud


def use(cloud: Cloud, **launched_from: Any) -> None:
    cloud.autoscaling.update_auto_scaling_group(AutoScalingGroupName=GROUP, **launched_from)


def mixed(template_id: str, version: str) -> dict[str, Any]:
    return {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": template_id, "Version": version},
            "Overrides": [{"InstanceType": "c7a.large"}, {"InstanceType": "c7i.large"}],
        },
        "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 0},
    }


@pytest.fixture
def template_id(cloud: Cloud) -> str:
    """The group's template, with a second version that is not the default."""
    template_id = cloud.group()["LaunchTemplate"]["LaunchTemplateId"]
    cloud.new_template_version(template_id)
    return template_id


def versions(fleet: Ec2Fleet) -> list[str]:
    return [member.version for member in fleet.roster().members]


@pytest.mark.parametrize(("named", "number"), [("1", 1), ("2", 2), ("$Latest", 2), ("$Default", 1)])
def test_what_the_group_names_is_resolved_to_a_number(
    cloud: Cloud, template_id: str, named: str, number: int
) -> None:
    use(cloud, LaunchTemplate={"LaunchTemplateId": template_id, "Version": named})

    assert cloud.fleet().roster().version == f"{template_id}:{number}"


def test_a_group_that_names_no_version_launches_the_default(cloud: Cloud, template_id: str) -> None:
    use(cloud, LaunchTemplate={"LaunchTemplateId": template_id})

    assert cloud.fleet().roster().version == f"{template_id}:1"


def test_a_mixed_instances_policy_has_its_template_elsewhere(cloud: Cloud, template_id: str) -> None:
    cloud.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=GROUP, ForceDelete=True)
    cloud.make_group(MixedInstancesPolicy=mixed(template_id, "$Latest"))
    fleet = cloud.fleet()
    fleet.start(2)

    assert fleet.roster().version == f"{template_id}:2"
    assert versions(fleet) == [f"{template_id}:1"] * 2


def test_a_group_whose_machine_types_have_templates_of_their_own_has_no_version_to_replace(
    cloud: Cloud, template_id: str
) -> None:
    policy = mixed(template_id, "2")
    own = {"LaunchTemplateId": template_id, "Version": "1"}
    policy["LaunchTemplate"]["Overrides"][0]["LaunchTemplateSpecification"] = own
    cloud.autoscaling.delete_auto_scaling_group(AutoScalingGroupName=GROUP, ForceDelete=True)
    cloud.make_group(MixedInstancesPolicy=policy)
    fleet = cloud.fleet()
    fleet.start(1)

    assert fleet.roster().version == ""
    assert versions(fleet) == [""]


def test_machines_of_before_a_roll_out_are_told_from_new_ones(cloud: Cloud, template_id: str) -> None:
    fleet = cloud.fleet()
    fleet.start(1)
    use(cloud, LaunchTemplate={"LaunchTemplateId": template_id, "Version": "2"})
    fleet.start(1)
    old, new = cloud.ids()
    cloud.versions = {new: "2"}

    roster = fleet.roster()

    assert {each.worker_id: each.version == roster.version for each in roster.members} == {
        old: False,
        new: True,
    }


def test_a_launch_under_way_is_of_the_new_version(cloud: Cloud, template_id: str) -> None:
    use(cloud, LaunchTemplate={"LaunchTemplateId": template_id, "Version": "2"})
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.not_launched = cloud.ids()

    assert versions(fleet) == [f"{template_id}:2"]


def test_a_machine_that_does_not_say_its_number_is_not_replaced_for_it(
    cloud: Cloud, template_id: str
) -> None:
    use(cloud, LaunchTemplate={"LaunchTemplateId": template_id, "Version": "$Latest"})
    fleet = cloud.fleet()
    fleet.start(1)
    cloud.versions = {cloud.ids()[0]: "$Latest"}

    assert versions(fleet) == [fleet.roster().version]
