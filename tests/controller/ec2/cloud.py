"""A worker group on moto, and what may happen to it.

moto launches at once, knows no failed launches, gives every machine its template's default version, throttles
nobody and enforces no maximum. What real groups do beside is put into the clients here, by botocore's events.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from controller.ec2.fleet import Ec2Fleet
from pipeline import aws
from pipeline.stores.s3 import S3Store
from tests.controller.clock import Clock

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_autoscaling.type_defs import AutoScalingGroupTypeDef
    from types_boto3_ec2 import EC2Client
    from types_boto3_s3 import S3Client

GROUP = "facefleet-workers"
MOST = 5
_STATE_BUCKET = "facefleet-state"
_IMAGE = "ami-12c6146b"  # one of those that moto knows


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Made as production makes them, and once for all tests: it takes most of a second."""

    autoscaling: "AutoScalingClient" = field(default_factory=aws.autoscaling_client)
    ec2: "EC2Client" = field(default_factory=aws.ec2_client)
    s3: "S3Client" = field(default_factory=aws.s3_client)


class Cloud:
    """One worker group, with faults switched on and off."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self.clock = clock
        self.autoscaling, self.ec2 = clients.autoscaling, clients.ec2
        clients.s3.create_bucket(Bucket=_STATE_BUCKET)
        self.store = S3Store(clients.s3, _STATE_BUCKET)
        self.calls: Counter[str] = Counter()
        self.not_launched: Collection[str] = ()  #: machines that a reading of the group does not show yet
        self.old_reading: AutoScalingGroupTypeDef | None = None  #: what readings show instead of what is so
        self.suspensions: list[dict[str, str]] = []  #: processes of the group that AWS has suspended
        self.unknown_to_ec2 = False
        self.throttled: Collection[str] = ()  #: calls that are refused
        self.versions: Mapping[
            str, str
        ] = {}  #: machine → what it was launched from, where it is not version 1
        self.activities: list[dict[str, Any]] = []

    def fleet(self) -> Ec2Fleet:
        """Return a fleet on the group: a second one is a controller that started again."""
        return Ec2Fleet(
            group=GROUP, autoscaling=self.autoscaling, ec2=self.ec2, store=self.store, clock=self.clock
        )

    def make_template(self) -> str:
        """Return the id of a launch template with one version."""
        made = self.ec2.create_launch_template(
            LaunchTemplateName="facefleet-worker",
            LaunchTemplateData={"ImageId": _IMAGE, "InstanceType": "c7a.large"},
        )
        return made["LaunchTemplate"]["LaunchTemplateId"]

    def new_template_version(self, template_id: str) -> None:
        """Add a version to the template."""
        self.ec2.create_launch_template_version(
            LaunchTemplateId=template_id, SourceVersion="1", LaunchTemplateData={"ImageId": _IMAGE}
        )

    def make_group(self, **launched_from: Any) -> None:
        """Make the group as the stack does: none at first, new machines protected."""
        self.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=GROUP,
            MinSize=0,
            MaxSize=MOST,
            DesiredCapacity=0,
            AvailabilityZones=["us-east-1a"],
            NewInstancesProtectedFromScaleIn=True,
            **launched_from,
        )

    def group(self) -> "AutoScalingGroupTypeDef":
        """Return the group as a reading shows it."""
        return self.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[GROUP])[
            "AutoScalingGroups"
        ][0]

    def ids(self) -> list[str]:
        """Return the machines that a reading of the group shows."""
        return [each["InstanceId"] for each in self.group()["Instances"]]

    def set_desired(self, capacity: int) -> None:
        """Change the desired capacity, as somebody does in the console."""
        self.autoscaling.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=capacity)

    def fail_a_launch(self, at: float, why: str, description: str = "Launching a new EC2 instance") -> None:
        """Add a failed activity to the group's history, newest first."""
        activity = {
            "ActivityId": str(len(self.activities)),
            "AutoScalingGroupName": GROUP,
            "Cause": "an instance was started in response to a difference",
            "Description": description,
            "StartTime": datetime.fromtimestamp(at).astimezone(),
            "StatusCode": "Failed",
            "StatusMessage": why,
        }
        self.activities.insert(0, activity)

    @contextmanager
    def listening(self) -> Iterator[Self]:
        """Put the faults into the clients, which outlive this object, and take them out again."""
        with ExitStack() as handlers:
            for client, event, handler in self._handlers():
                client.meta.events.register_first(event, handler)
                handlers.callback(client.meta.events.unregister, event, handler)
            yield self

    def _handlers(self) -> list[tuple[Any, str, Callable[..., Any]]]:
        return [
            (self.autoscaling, "before-call.auto-scaling", self._before),
            (self.ec2, "before-call.ec2", self._before),
            (self.autoscaling, "after-call.auto-scaling.DescribeAutoScalingGroups", self._as_read),
            (self.autoscaling, "after-call.auto-scaling.DescribeScalingActivities", self._with_history),
            (self.ec2, "after-call.ec2.DescribeInstances", self._as_known),
        ]

    def _before(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]] | None:
        self.calls[model.name] += 1
        if model.name not in self.throttled:
            return None
        return _Refused(), {"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}

    def _as_read(self, parsed: dict[str, Any], **_: Any) -> None:
        for group in parsed.get("AutoScalingGroups", []):
            group |= self.old_reading or {}
            group["SuspendedProcesses"] = self.suspensions
            group["Instances"] = [
                each for each in group["Instances"] if each["InstanceId"] not in self.not_launched
            ]
            for each in group["Instances"]:
                version = self.versions.get(each["InstanceId"], "1")
                each.get("LaunchTemplate", {}).update(Version=version)

    def _with_history(self, parsed: dict[str, Any], **_: Any) -> None:
        parsed["Activities"] = self.activities

    def _as_known(self, parsed: dict[str, Any], **_: Any) -> None:
        if self.unknown_to_ec2:
            parsed["Reservations"] = []


class _Refused:
    """As much of an answer as botocore looks at before it raises."""

    status_code = 400
