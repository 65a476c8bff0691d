"""An Auto Scaling group as DescribeAutoScalingGroups shows it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.errors import ServiceUnavailable

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_autoscaling.type_defs import AutoScalingGroupTypeDef, LaunchTemplateSpecificationTypeDef

#: Lifecycle states of machines that count towards the desired capacity. One that is about to end, in
#: standby or detached does not.
#: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
_LIVING = ("Pending", "InService")


@dataclass(frozen=True, kw_only=True)
class Template:
    """Which launch template, and which of its versions: a number, $Latest or $Default."""

    template_id: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Machine:
    """An instance that lives."""

    instance_id: str
    template: Template | None  #: what it was launched from; None where nobody says


@dataclass(frozen=True, kw_only=True)
class Group:
    """One reading."""

    least: int
    most: int
    desired: int
    template: Template | None  #: what is launched from; None where machines of one group may differ in it
    machines: tuple[Machine, ...]
    suspended: str | None = None  #: why it launches nobody, in AWS's words; None where it launches

    @property
    def pending(self) -> int:
        """How many machines were asked for and are not launched yet."""
        return max(0, self.desired - len(self.machines))

    def has(self, instance_id: str) -> bool:
        """Whether the machine is one of the living."""
        return any(machine.instance_id == instance_id for machine in self.machines)


def read_group(client: "AutoScalingClient", name: str) -> Group:
    """Read a group. Raises ServiceUnavailable, also where there is none of that name."""
    with translated_errors():
        found = client.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    if not found:
        raise ServiceUnavailable(f"There is no Auto Scaling group {name}.")
    return _group(found[0])


def _group(described: "AutoScalingGroupTypeDef") -> Group:
    return Group(
        least=described["MinSize"],
        most=described["MaxSize"],
        desired=described["DesiredCapacity"],
        template=_launched_from(described),
        machines=tuple(
            Machine(instance_id=each["InstanceId"], template=_template(each.get("LaunchTemplate")))
            for each in described.get("Instances", [])
            if each["LifecycleState"].startswith(_LIVING)
        ),
        suspended=why_suspended(described),
    )


def _launched_from(described: "AutoScalingGroupTypeDef") -> Template | None:
    """Return the group's own template, or that of its mixed instances policy."""
    mixed = described.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
    if any("LaunchTemplateSpecification" in each for each in mixed.get("Overrides", [])):
        return None
    return _template(described.get("LaunchTemplate") or mixed.get("LaunchTemplateSpecification"))


def why_suspended(described: "AutoScalingGroupTypeDef") -> str | None:
    """Return why launches are suspended: somebody asked for it, or AWS gave up after failing for a day.

    None where they are not; empty where AWS gives no reason.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
    """
    for each in described.get("SuspendedProcesses", []):
        if each.get("ProcessName") == "Launch":
            return each.get("SuspensionReason", "")
    return None


def _template(described: "LaunchTemplateSpecificationTypeDef | None") -> Template | None:
    if not described or "LaunchTemplateId" not in described:
        return None
    return Template(
        template_id=described["LaunchTemplateId"],
        version=described.get("Version") or "$Default",  # what it means to name none
    )
