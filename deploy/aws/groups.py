"""Auto Scaling groups: what a template cannot say of them, and how they are emptied."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient

#: AWS would end a worker to balance zones, or as some alarm says. Only the controller ends workers.
_INTERFERENCE = ("AZRebalance", "AlarmNotification")


def suspend_interference(client: "AutoScalingClient", group: str) -> None:
    """Have nobody but the controller end the group's machines."""
    with translated_errors():
        client.suspend_processes(AutoScalingGroupName=group, ScalingProcesses=list(_INTERFERENCE))


def stop_all(client: "AutoScalingClient", groups: Sequence[str]) -> None:
    """Have these groups end their machines and launch none; one launched just now is for the next call."""
    for group in groups:
        with translated_errors():
            if protected := _protected(client, group):
                client.set_instance_protection(
                    AutoScalingGroupName=group, InstanceIds=protected, ProtectedFromScaleIn=False
                )
            client.update_auto_scaling_group(
                AutoScalingGroupName=group, MinSize=0, MaxSize=0, DesiredCapacity=0
            )


def machines_left(client: "AutoScalingClient", groups: Sequence[str]) -> int:
    """Return how many machines these groups still have, ending ones counted."""
    if not groups:
        return 0
    with translated_errors():
        found = client.describe_auto_scaling_groups(AutoScalingGroupNames=list(groups))["AutoScalingGroups"]
    return sum(len(group.get("Instances", [])) for group in found)


def _protected(client: "AutoScalingClient", group: str) -> list[str]:
    found = client.describe_auto_scaling_groups(AutoScalingGroupNames=[group])["AutoScalingGroups"]
    return [
        instance["InstanceId"]
        for each in found
        for instance in each.get("Instances", [])
        if instance["ProtectedFromScaleIn"] and instance["LifecycleState"] == "InService"
    ]
