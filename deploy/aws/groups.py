"""Auto Scaling groups: how they are, and what a template cannot say of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from controller.ec2.group import why_suspended
from deploy.groups import Group, Size
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_autoscaling.type_defs import AutoScalingGroupTypeDef

#: AWS would end a worker to balance zones, or as some alarm says. Only the controller ends workers.
_INTERFERENCE = ("AZRebalance", "AlarmNotification")
#: Suspended by AWS itself where a group has tried for a day in vain, and then by nobody resumed:
#: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
_LAUNCH = "Launch"


def read_groups(client: "AutoScalingClient", names: Sequence[str]) -> list[Group]:
    """Return those of these groups that exist."""
    if not names:  # asked for none, AWS tells of all
        return []
    with translated_errors():
        found = client.describe_auto_scaling_groups(AutoScalingGroupNames=list(names))["AutoScalingGroups"]
    return [_group(each) for each in found]


def suspend_interference(client: "AutoScalingClient", group: str) -> None:
    """Have nobody but the controller end the group's machines."""
    with translated_errors():
        client.suspend_processes(AutoScalingGroupName=group, ScalingProcesses=list(_INTERFERENCE))


def resume_launches(client: "AutoScalingClient", group: str) -> None:
    """Have the group launch machines again."""
    with translated_errors():
        client.resume_processes(AutoScalingGroupName=group, ScalingProcesses=[_LAUNCH])


def resize(client: "AutoScalingClient", group: str, size: Size) -> None:
    """Have the group have so many machines; where it has fewer than the least, it launches them."""
    with translated_errors():
        client.update_auto_scaling_group(AutoScalingGroupName=group, MinSize=size.least, MaxSize=size.most)


def _group(described: "AutoScalingGroupTypeDef") -> Group:
    machines = described.get("Instances", [])
    return Group(
        name=described["AutoScalingGroupName"],
        size=Size(least=described["MinSize"], most=described["MaxSize"]),
        machines=len(machines),
        protected=tuple(
            each["InstanceId"]
            for each in machines
            if each["ProtectedFromScaleIn"] and each["LifecycleState"] == "InService"
        ),
        launches_not=_why_no_launches(described),
    )


def _why_no_launches(described: "AutoScalingGroupTypeDef") -> str | None:
    why = why_suspended(described)
    return "no reason given" if why == "" else why
