"""One Auto Scaling group, as its clients see it: launches take time and fail, and AWS's refusals are made."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from tests.strict.replicas import Replicas

NAME = "facefleet-workers"
_TEMPLATE = "lt-1"
#: From the wish for a machine to its place in the group, seconds.
_LAUNCH_SECONDS = 2.0
#: EC2 does not know a machine for so long that its group lists already, seconds.
_UNKNOWN_SECONDS = 2.0
_RETRY_SECONDS = 15.0


@dataclass(kw_only=True)
class Instance:
    """A machine."""

    instance_id: str
    launched_at: float
    version: int


class StrictGroup:
    """Answers the calls that the fleet makes of both clients, EC2 Auto Scaling's and EC2's."""

    def __init__(self, *, most: int, clock: Callable[[], float]) -> None:
        self.desired, self.most = 0, most
        self.version = 1
        self.instances: dict[str, Instance] = {}
        self.has_capacity = True
        self.suspended_because: str | None = None  #: why AWS launches nothing at all
        self.throttled = False
        self.readings: Replicas[dict[str, Any]] = Replicas()
        self._clock = clock
        self._numbers = itertools.count(1)
        self._wanted_since: float | None = None
        self._history: list[dict[str, Any]] = []
        self._retry_at = 0.0

    def pass_time(self) -> None:
        """Launch what is missing, or note that it cannot be."""
        self._launch_what_is_missing()
        self.readings.note(self._reading())

    def _launch_what_is_missing(self) -> None:
        if self.desired <= len(self.instances):
            self._wanted_since = None
            return
        now = self._clock()
        self._wanted_since = self._wanted_since or now
        if now - self._wanted_since < _LAUNCH_SECONDS or self.suspended_because is not None:
            return
        if self.has_capacity:
            while len(self.instances) < self.desired:
                self._launch(now)
        elif now >= self._retry_at:
            self._fail(now)

    def vanish(self, instance_id: str) -> None:
        """Take a machine away; the group puts another in its place."""
        self.instances.pop(instance_id, None)

    def describe_auto_scaling_groups(self, AutoScalingGroupNames: list[str]) -> dict[str, Any]:  # noqa: N803
        self._throttle("DescribeAutoScalingGroups")
        assert AutoScalingGroupNames == [NAME]
        return {"AutoScalingGroups": [self.readings.answer(self._reading())]}

    def _reading(self) -> dict[str, Any]:
        template = {"LaunchTemplateId": _TEMPLATE}
        instances = [
            {
                "InstanceId": each.instance_id,
                "LifecycleState": "InService",
                "LaunchTemplate": {**template, "Version": str(each.version)},
            }
            for each in self.instances.values()
        ]
        return {
            "MinSize": 0,
            "MaxSize": self.most,
            "DesiredCapacity": self.desired,
            "LaunchTemplate": {**template, "Version": "$Latest"},
            "Instances": instances,
            "SuspendedProcesses": self._suspended(),
        }

    def _suspended(self) -> list[dict[str, str]]:
        if self.suspended_because is None:
            return []
        return [{"ProcessName": "Launch", "SuspensionReason": self.suspended_because}]

    def describe_launch_templates(self, LaunchTemplateIds: list[str]) -> dict[str, Any]:  # noqa: N803
        self._throttle("DescribeLaunchTemplates")
        assert LaunchTemplateIds == [_TEMPLATE]
        return {"LaunchTemplates": [{"LatestVersionNumber": self.version, "DefaultVersionNumber": 1}]}

    def describe_scaling_activities(self, AutoScalingGroupName: str, MaxRecords: int) -> dict[str, Any]:  # noqa: N803
        self._throttle("DescribeScalingActivities")
        assert AutoScalingGroupName == NAME
        return {"Activities": self._history[:MaxRecords]}

    def get_paginator(self, operation: str) -> "StrictGroup":
        assert operation == "describe_instances"
        return self

    def paginate(self, Filters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:  # noqa: N803
        self._throttle("DescribeInstances")
        (asked,) = Filters
        known = [
            {"InstanceId": each.instance_id, "LaunchTime": _moment(each.launched_at)}
            for each in self.instances.values()
            if each.instance_id in asked["Values"] and self._clock() - each.launched_at >= _UNKNOWN_SECONDS
        ]
        yield {"Reservations": [{"Instances": known}]}

    def set_desired_capacity(
        self,
        AutoScalingGroupName: str,  # noqa: N803
        DesiredCapacity: int,  # noqa: N803
        HonorCooldown: bool,  # noqa: N803
    ) -> None:
        self._throttle("SetDesiredCapacity")
        assert AutoScalingGroupName == NAME
        assert not HonorCooldown
        if not 0 <= DesiredCapacity <= self.most:
            raise _refusal("ValidationError", "New SetDesiredCapacity value is out of bounds.")
        self.desired = DesiredCapacity

    def terminate_instance_in_auto_scaling_group(
        self,
        InstanceId: str,  # noqa: N803
        ShouldDecrementDesiredCapacity: bool,  # noqa: N803
    ) -> None:
        self._throttle("TerminateInstanceInAutoScalingGroup")
        if InstanceId not in self.instances:
            raise _refusal("ValidationError", "Instance Id not found - No managed instance found.")
        if ShouldDecrementDesiredCapacity:
            if self.desired == 0:
                raise _refusal("ValidationError", "Currently, desiredSize equals minSize (0).")
            self.desired -= 1
        del self.instances[InstanceId]

    def _launch(self, now: float) -> None:
        instance_id = f"i-{next(self._numbers)}"
        self.instances[instance_id] = Instance(instance_id=instance_id, launched_at=now, version=self.version)

    def _fail(self, now: float) -> None:
        self._retry_at = now + _RETRY_SECONDS
        failed = {
            "StatusCode": "Failed",
            "Description": "Launching a new EC2 instance.",
            "StatusMessage": "InsufficientInstanceCapacity",
            "StartTime": _moment(now),
        }
        self._history.insert(0, failed)

    def _throttle(self, operation: str) -> None:
        if self.throttled:
            raise _refusal("Throttling", f"Rate exceeded: {operation}")


def _refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "call")


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
