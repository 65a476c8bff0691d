"""What a rule gets to see: the counts, the machines' reports, and CloudWatch."""

from collections.abc import Sequence
from random import Random

from controller.observation import Condition, LaunchFailure, Observation, Worker
from controller.simulator.cloudwatch import CloudWatch, in_service
from controller.simulator.counts import Counts
from controller.simulator.group import PENDING, Group
from controller.simulator.physics import Physics
from controller.simulator.scaler import Metric, Point
from pipeline.queue import Depth

#: How long production's fleet remembers a failed launch.
_FAILURES_SECONDS = 600.0


class Readings:
    """The view of one moment after another; `at` moves it on."""

    def __init__(
        self, group: Group, counts: Counts, cloudwatch: CloudWatch, physics: Physics, random: Random
    ) -> None:
        self.now = 0.0
        self._group = group
        self._counts = counts
        self._cloudwatch = cloudwatch
        self._physics = physics
        self._random = random

    def at(self, now: float) -> "Readings":
        """Look from this moment."""
        self.now = now
        return self

    @property
    def desired(self) -> int:
        """Machines that the group is to have."""
        return self._group.desired

    @property
    def in_service(self) -> int:
        """Machines that run and were not terminated, the booting and draining ones too."""
        return in_service(self._group)

    def observation(self) -> Observation:
        """Return what production's observer would report now."""
        depth = self._depth()
        return Observation(
            now=self.now,
            depth=depth,
            workers=self._workers(),
            failures=self._failures(),
            missing=() if depth else ("the queue's depth cannot be read: throttled",),
        )

    def cloudwatch(self, metric: Metric, periods: int) -> Sequence[Point]:
        """Return the newest points that are to be had now, oldest first."""
        return self._cloudwatch.newest(metric, periods, self.now)

    def _depth(self) -> Depth | None:
        unread = self._random.random() < self._physics.unread
        return None if unread else self._counts.at(self.now)

    def _workers(self) -> tuple[Worker, ...]:
        group = self._group
        members = tuple(machine.seen(self.now) for machine in group.members.values())
        if not group.launching:
            return members
        return members + tuple(self._pending(number + 1) for number in range(group.launching))

    def _pending(self, number: int) -> Worker:
        since = self._group.short_since
        return Worker(
            worker_id=f"{PENDING}{number}", condition=Condition.PENDING, since=since, launched_at=since
        )

    def _failures(self) -> tuple[LaunchFailure, ...]:
        recent = self.now - _FAILURES_SECONDS
        return tuple(each for each in self._group.failures if each.at > recent)
