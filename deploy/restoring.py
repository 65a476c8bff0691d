"""Puts the groups right: change sets compare templates, and do not see what became of a group since."""

from collections.abc import Mapping, Sequence

from deploy.aws.groups import read_groups, resize, resume_launches
from deploy.command import Deployment
from deploy.groups import Group, Size, sizes
from deploy.stack import Resource


def restore_groups(deployment: Deployment, resources: Sequence[Resource], values: Mapping[str, str]) -> None:
    """Have the groups launch machines, as many as the template says, where `down` or AWS keeps them."""
    wanted = sizes(resources, values)
    for group in read_groups(deployment.account.autoscaling, list(wanted)):
        _restore_size(deployment, group, wanted[group.name])
        _restore_launches(deployment, group)


def _restore_size(deployment: Deployment, group: Group, wanted: Size) -> None:
    if group.size != wanted:
        deployment.voice.say(
            f"The group {group.name} may have {group.size} machines, as after a `down` that did not end; "
            f"from now on {wanted} again."
        )
        resize(deployment.account.autoscaling, group.name, wanted)


def _restore_launches(deployment: Deployment, group: Group) -> None:
    if group.launches_not is not None:
        deployment.voice.say(
            f"The group {group.name} was kept from launching machines ({group.launches_not}); it does again."
        )
        resume_launches(deployment.account.autoscaling, group.name)
