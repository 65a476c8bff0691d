"""The machines of the worker group, and whether their launch template is the newest."""

from dataclasses import dataclass

from controller.ec2.group import read_group
from controller.ec2.versions import current_version, version_of
from deploy.aws.account import Account
from pipeline.aws import translated_errors


@dataclass(frozen=True, kw_only=True)
class WorkerMachine:
    """One machine that lives."""

    instance_id: str
    version: str  #: of the launch template
    is_old: bool


@dataclass(frozen=True, kw_only=True)
class Workers:
    """The group."""

    version: str  #: of the launch template, that a machine launched now would have
    machines: tuple[WorkerMachine, ...]

    @property
    def old(self) -> int:
        """Return how many machines have an older version."""
        return sum(machine.is_old for machine in self.machines)


def read_workers(account: Account, group: str) -> Workers:
    """Return the group's machines. Raises ServiceUnavailable."""
    read = read_group(account.autoscaling, group)
    current = current_version(account.ec2, read)
    versions = {machine.instance_id: version_of(machine, current) for machine in read.machines}
    machines = tuple(
        WorkerMachine(instance_id=each, version=version, is_old=version != current)
        for each, version in versions.items()
    )
    return Workers(version=current, machines=machines)


def image_of(account: Account, version: str) -> str | None:
    """Return the machine image that a version of the launch template names."""
    template, _, number = version.partition(":")
    with translated_errors():
        found = account.ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=[number])
    return found["LaunchTemplateVersions"][0]["LaunchTemplateData"].get("ImageId")
