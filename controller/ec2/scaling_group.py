"""One Auto Scaling group: read, and changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from controller.ec2.changes import Changes
from controller.ec2.group import Group, read_group
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient


class ScalingGroup:
    """Knows what it changed, whatever a lagging reading says. Each method raises ServiceUnavailable."""

    def __init__(self, client: "AutoScalingClient", name: str, clock: Callable[[], float]) -> None:
        self.name = name
        self._client = client
        self._changes = Changes(clock)
        self._last: Group | None = None

    def read(self) -> Group:
        """Return how the group is now."""
        self._last = self._changes.applied_to(read_group(self._client, self.name))
        return self._last

    def last(self) -> Group:
        """Return what was last read, with what was changed since."""
        return self._last or self.read()

    def set_desired(self, group: Group, capacity: int) -> None:
        """Change how many machines there are to be; `group` is how it is."""
        with translated_errors():
            self._client.set_desired_capacity(
                AutoScalingGroupName=self.name, DesiredCapacity=capacity, HonorCooldown=False
            )
        self._changes.capacity_set(group.desired, capacity)
        self._last = self._changes.applied_to(group)

    def terminate(self, group: Group, instance_id: str) -> None:
        """End a machine; `group` is how it is. Nobody takes its place, if the group's minimum allows that."""
        # without the decrement the group would put another in its place; with it, it refuses at its minimum
        put_nobody = group.desired >= len(group.machines) and group.desired > group.least
        with translated_errors():
            self._client.terminate_instance_in_auto_scaling_group(
                InstanceId=instance_id, ShouldDecrementDesiredCapacity=put_nobody
            )
        self._changes.ended(instance_id)
        if put_nobody:
            self._changes.capacity_set(group.desired, group.desired - 1)
        self._last = self._changes.applied_to(group)
