"""What CloudWatch shows: one value a minute, late, and nothing of a queue that went unused for long.

The delays are those of AWS's guides: metrics are pushed every minute, a queue counts as active up to six
hours after its last use, and up to 15 minutes pass until an inactive one has metrics again.
"""

from collections.abc import Sequence
from random import Random

from controller.simulator.group import Group
from controller.simulator.line import Line
from controller.simulator.physics import Physics
from controller.simulator.scaler import Metric, Point

MINUTE = 60.0


class CloudWatch:
    """Keeps the points of all metrics."""

    def __init__(self, line: Line, group: Group, physics: Physics, random: Random) -> None:
        self._line = line
        self._group = group
        self._physics = physics
        self._random = random
        self._points: dict[Metric, list[Point]] = {metric: [] for metric in Metric}
        self._used_at = -physics.quiet_before
        self._active_from = -float("inf")
        self._arrived_before = 0

    def minute(self, now: float) -> None:
        """Take the values of the minute that ends now."""
        self._note_use(now)
        self._points[Metric.IN_SERVICE].append(Point(now, in_service(self._group)))
        if now >= self._active_from and now - self._used_at <= self._physics.inactive_after:
            self._points[Metric.VISIBLE].append(Point(now, len(self._line.visible)))
        self._arrived_before = self._line.arrived

    def newest(self, metric: Metric, periods: int, now: float) -> Sequence[Point]:
        """Return up to so many points that are published by now, oldest first."""
        points = self._points[metric]
        unpublished = 0
        while unpublished < len(points) and points[-1 - unpublished].end + self._physics.metric_delay > now:
            unpublished += 1
        last = len(points) - unpublished
        return points[max(0, last - periods) : last]

    def _note_use(self, now: float) -> None:
        line = self._line
        arrived = line.arrived > self._arrived_before
        if not (arrived or line.visible or line.in_flight or line.polls.machines):
            return
        if now - self._used_at > self._physics.inactive_after:
            self._active_from = now + self._random.uniform(0, self._physics.activation_delay)
        self._used_at = now


def in_service(group: Group) -> int:
    """Return how many machines run, the booting ones too."""
    return sum(machine.running_at is not None for machine in group.members.values())
