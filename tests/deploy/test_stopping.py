"""Groups are emptied as Auto Scaling lets them: by a stand-in that is as strict as its reference says."""

from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from deploy.aws.groups import read_groups
from deploy.aws.stopping import stop_all
from pipeline.errors import ServiceUnavailable

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient


class StrictGroup:
    """One group of protected machines: protection of 50 at once, and of machines in service alone."""

    def __init__(self, machines: int) -> None:
        self.size = (0, 1000)
        self.protected = {f"i-{number}": True for number in range(machines)}
        self.ending: set[str] = set()
        self.calls: list[str] = []
        self.refusal: str | None = None  #: an error's code, that everything is answered with

    @property
    def client(self) -> "AutoScalingClient":
        return cast("AutoScalingClient", self)

    def describe_auto_scaling_groups(self, AutoScalingGroupNames: list[str]) -> Any:  # noqa: N803
        instances = [
            {"InstanceId": each, "ProtectedFromScaleIn": protected, "LifecycleState": "InService"}
            for each, protected in self.protected.items()
        ]
        least, most = self.size
        return {
            "AutoScalingGroups": [
                {"AutoScalingGroupName": name, "MinSize": least, "MaxSize": most, "Instances": instances}
                for name in AutoScalingGroupNames
            ]
        }

    def update_auto_scaling_group(self, **asked: Any) -> None:
        self._note("size")
        self.size = (asked["MinSize"], asked["MaxSize"])

    def set_instance_protection(self, InstanceIds: list[str], **_: Any) -> None:  # noqa: N803
        self._note(f"protection of {len(InstanceIds)}")
        if len(InstanceIds) > 50 or self.ending & set(InstanceIds):
            raise refused("ValidationError")
        self.protected.update(dict.fromkeys(InstanceIds, False))

    def _note(self, call: str) -> None:
        if self.refusal:
            raise refused(self.refusal)
        self.calls.append(call)


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "as it is now"}}, "Asked")


def test_sizes_go_first_and_protection_fifty_machines_at_once() -> None:
    group = StrictGroup(120)

    assert stop_all(group.client, ["workers"]) == []

    assert group.calls == ["size", "protection of 50", "protection of 50", "protection of 20"]
    assert not any(group.protected.values())


def test_all_groups_launch_nobody_before_any_machine_is_let_go() -> None:
    group = StrictGroup(1)

    stop_all(group.client, ["workers", "controllers"])

    assert group.calls[:2] == ["size", "size"]


def test_a_machine_that_is_ending_meanwhile_is_left_to_the_next_look() -> None:
    group = StrictGroup(60)
    group.ending = {"i-3"}

    assert "ValidationError" in stop_all(group.client, ["workers"])[0]
    assert sum(group.protected.values()) == 50  # the other ten were let go

    del group.protected["i-3"]
    assert stop_all(group.client, ["workers"]) == []
    assert not any(group.protected.values())


@pytest.mark.parametrize("code", ["ResourceContention", "ScalingActivityInProgress", "ValidationError"])
def test_a_group_that_is_busy_is_not_over_and_left_to_the_next_look(code: str) -> None:
    group = StrictGroup(0)
    group.refusal = code

    assert code in stop_all(group.client, ["workers"])[0]
    assert not read_groups(group.client, ["workers"])[0].is_over

    group.refusal = None
    assert stop_all(group.client, ["workers"]) == []
    assert read_groups(group.client, ["workers"])[0].is_over


def test_who_may_not_stop_machines_is_told_so() -> None:
    group = StrictGroup(1)
    group.refusal = "AccessDenied"

    with pytest.raises(ServiceUnavailable, match="AccessDenied"):
        stop_all(group.client, ["workers"])
