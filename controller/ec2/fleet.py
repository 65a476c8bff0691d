"""The fleet as the machines of one Auto Scaling group. A worker's id is its instance's.

The group launches and ends; it decides nothing. It has no scaling policies, new machines are protected from
scale-in, and its desired capacity is never set below what lives: whoever ends is named.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from controller.ec2.drain_marks import DrainMarks
from controller.ec2.failed_launches import FailedLaunches
from controller.ec2.group import Group
from controller.ec2.launch_times import LaunchTimes
from controller.ec2.pending import Pending, is_pending
from controller.ec2.scaling_group import ScalingGroup
from controller.ec2.versions import current_version, version_of
from controller.fleet import Member, Roster
from pipeline import logs
from pipeline.store import ObjectStore

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_ec2 import EC2Client

log = logs.get_logger()


class Ec2Fleet:
    """Calls per reading: DescribeAutoScalingGroups, and where there are machines a list of the drain marks.

    Besides, DescribeInstances once for new machines, a read for each new mark, DescribeLaunchTemplates where
    the group says $Latest or $Default, and while launches are pending DescribeScalingActivities every 10 s.
    A start is one call, an end DescribeAutoScalingGroups and the call itself, a drain one conditional write.
    Throttled calls are tried again by botocore a few times, and then by the controller's next tick.
    """

    def __init__(
        self,
        *,
        group: str,
        autoscaling: "AutoScalingClient",
        ec2: "EC2Client",
        store: ObjectStore,
        clock: Callable[[], float],
    ) -> None:
        self._group = ScalingGroup(autoscaling, group, clock)
        self._ec2 = ec2
        self._launch_times = LaunchTimes(ec2, clock)
        self._marks = DrainMarks(store, clock)
        self._pending = Pending(clock)
        self._failed = FailedLaunches(autoscaling, group, clock)

    def roster(self) -> Roster:
        """Return the machines that live and the launches under way. Changes nothing: a dry run may look."""
        group = self._group.read()
        version = current_version(self._ec2, group)
        ids = [machine.instance_id for machine in group.machines]
        launched_at = self._launch_times.of(ids)
        marks = self._marks.among(ids) if ids else {}
        return Roster(
            members=_members(group, version, launched_at, marks)
            + self._pending.members(group.pending, version),
            version=version,
            failures=self._failed.after(group, launched_at, marks),
        )

    def start(self, count: int) -> None:
        """Raise the desired capacity, as far as the group's own maximum allows.

        It is raised from what the last roster showed, since that is what `count` was decided from: launches
        that the roster did not show yet are not added to. Somebody may have lowered it under what lives;
        protected machines live on, and are counted from.
        """
        group = self._group.last()
        there = max(group.desired, len(group.machines))
        wanted = min(there + count, group.most)
        if wanted <= there:
            log.warning("the group's maximum allows no launch", group=self._group.name, maximum=group.most)
            return
        self._group.set_desired(group, wanted)
        self._pending.asked(wanted - there)
        log.info("workers launched", group=self._group.name, count=wanted - there)

    def drain(self, worker_id: str) -> None:
        """Leave a mark in the state bucket, which the worker looks for. A launch under way is given up."""
        if is_pending(worker_id):
            self._give_up()
            return
        self._marks.put(worker_id)
        log.info("worker told to drain", worker_id=worker_id)

    def retire(self, worker_id: str) -> None:
        """Terminate the machine. A launch under way is given up."""
        if is_pending(worker_id):
            self._give_up()
            return
        group = self._group.read()
        if group.has(worker_id):
            self._group.terminate(group, worker_id)
            log.info("worker's machine ended", worker_id=worker_id)
        self._marks.remove(worker_id)

    def _give_up(self) -> None:
        group = self._group.read()
        if group.pending and group.desired > group.least:
            self._group.set_desired(group, group.desired - 1)
            self._pending.given_up()
            log.info("launch given up", group=self._group.name)


def _members(
    group: Group, version: str, launched_at: Mapping[str, float], marks: Mapping[str, float]
) -> tuple[Member, ...]:
    return tuple(
        Member(
            worker_id=each.instance_id,
            started_at=launched_at[each.instance_id],
            draining_since=marks.get(each.instance_id),
            version=version_of(each, version),
        )
        for each in group.machines
    )
