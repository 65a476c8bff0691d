"""Has Auto Scaling groups end all their machines, also those that are protected."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from deploy.aws.groups import read_groups
from deploy.failures import NotNow
from deploy.groups import Group
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient

#: SetInstanceProtection takes no more machines at once:
#: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html
_AT_ONCE = 50
#: Said of a machine that is not in service any more, and of a group that is about something else, or gone.
_NOT_NOW: dict[str, type[NotNow]] = {
    "ValidationError": NotNow,
    "ResourceContention": NotNow,
    "ScalingActivityInProgress": NotNow,
}


def stop_all(client: "AutoScalingClient", names: Sequence[str]) -> list[str]:
    """Have these groups launch nobody and end their machines; return what is refused for the moment, and why.

    That, and machines launched a moment ago, are for the next call.
    """
    groups = read_groups(client, names)
    launching = [partial(_launch_nobody, client, group) for group in groups]
    protecting = [partial(_let_go, client, group, some) for group in groups for some in _batches(group)]
    # all sizes first: then nobody raises a group again
    return [why for each in (*launching, *protecting) if (why := _refused(each))]


def _launch_nobody(client: "AutoScalingClient", group: Group) -> None:
    client.update_auto_scaling_group(AutoScalingGroupName=group.name, MinSize=0, MaxSize=0, DesiredCapacity=0)


def _let_go(client: "AutoScalingClient", group: Group, machines: Sequence[str]) -> None:
    client.set_instance_protection(
        AutoScalingGroupName=group.name, InstanceIds=list(machines), ProtectedFromScaleIn=False
    )


def _batches(group: Group) -> Iterator[Sequence[str]]:
    for first in range(0, len(group.protected), _AT_ONCE):
        yield group.protected[first : first + _AT_ONCE]


def _refused(call: Callable[[], None]) -> str | None:
    """Call, and return why that cannot be done for the moment."""
    try:
        with translated_errors(**_NOT_NOW):
            call()
    except NotNow as error:
        return str(error)
    return None
