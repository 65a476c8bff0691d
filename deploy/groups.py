"""The stack's Auto Scaling groups, and how many machines each may have. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deploy.stack import Resource

KIND = "AWS::AutoScaling::AutoScalingGroup"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many machines a group may have."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.least} to {self.most}"


@dataclass(frozen=True, kw_only=True)
class Group:
    """One reading."""

    name: str
    size: Size
    machines: int  #: starting and ending ones counted
    protected: tuple[str, ...]  #: machines that the group may not end by itself
    launches_not: str | None  #: why it launches nobody, as AWS says it; None where it may launch

    @property
    def is_over(self) -> bool:
        """Whether it has no machine, and will have none."""
        return self.machines == 0 and self.size.most == 0


def sizes(resources: Sequence[Resource], values: Mapping[str, str]) -> dict[str, Size]:
    """Return what the template gives each group of a stack with these parameters, by the group's name."""
    by_part = {
        "WorkerGroup": Size(least=0, most=int(values["WorkerMax"])),
        "WebGroup": Size(least=int(values["WebMin"]), most=int(values["WebMax"])),
        "ControllerGroup": Size(least=1, most=2),  # the second while a new one takes over
    }
    return {each.id: by_part[each.name] for each in resources if each.kind == KIND}
