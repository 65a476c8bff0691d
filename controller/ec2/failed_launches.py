"""All launches that came to nothing lately: those that a group could not make, and those that ended soon."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from controller.ec2.activities import Activities
from controller.ec2.early_ends import EarlyEnds
from controller.ec2.group import Group
from controller.observation import LaunchFailure
from controller.recent_failures import RecentFailures

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient


class FailedLaunches:
    """Is told of each reading of the group."""

    def __init__(self, client: "AutoScalingClient", group: str, clock: Callable[[], float]) -> None:
        self._activities = Activities(client, group, clock)
        self._early_ends = EarlyEnds(clock)
        self._recent = RecentFailures(clock)

    def after(
        self, group: Group, launched_at: Mapping[str, float], told: Collection[str]
    ) -> tuple[LaunchFailure, ...]:
        """Return those of the last ten minutes. Raises ServiceUnavailable.

        `launched_at` has who lives, and `told` who of them is to drain.
        """
        self._recent.note(self._early_ends.since_last_look(launched_at, told))
        if group.pending:
            self._recent.note(self._activities.failures(group.suspended))
        return self._recent.all()
