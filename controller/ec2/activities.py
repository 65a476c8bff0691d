"""Launches that an Auto Scaling group tried in vain, for lack of machines for instance, or does not try."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from controller.observation import LaunchFailure
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_autoscaling.type_defs import ActivityTypeDef

#: A group tries again only after a while, and calls are limited: more looks would not show more, seconds.
_LOOK_SECONDS = 10.0
#: Newest first: what failed since the last look is among them.
_NEWEST = 20


class Activities:
    """Looks into a group's history, and not more often than every ten seconds."""

    def __init__(self, client: "AutoScalingClient", group: str, clock: Callable[[], float]) -> None:
        self._client = client
        self._group = group
        self._clock = clock
        self._next_look_at = 0.0

    def failures(self, suspended: str | None) -> list[LaunchFailure]:
        """Return the newest launches that failed; none where it is too early to look again.

        Where launches are `suspended`, for the reason given, each look finds one more that is not made.
        Raises ServiceUnavailable.
        """
        now = self._clock()
        if now < self._next_look_at:
            return []
        with translated_errors():
            found = self._client.describe_scaling_activities(
                AutoScalingGroupName=self._group, MaxRecords=_NEWEST
            )["Activities"]
        self._next_look_at = now + _LOOK_SECONDS
        return [*_failed_launches(found), *_not_tried(suspended, now)]


def _failed_launches(activities: Iterable["ActivityTypeDef"]) -> Iterable[LaunchFailure]:
    for each in activities:
        if each["StatusCode"] == "Failed" and each.get("Description", "").startswith("Launching"):
            why = each.get("StatusMessage") or each["Cause"]
            yield LaunchFailure(at=each["StartTime"].timestamp(), why=why, refused=True)


def _not_tried(suspended: str | None, now: float) -> Iterable[LaunchFailure]:
    if suspended is not None:
        yield LaunchFailure(at=now, why=f"the group's process Launch is suspended: {suspended}")
