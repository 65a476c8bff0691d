"""What a worker is doing, from what the fleet knows of it and what it last said of itself."""

from controller.fleet import Member
from controller.observation import Condition, Worker
from pipeline.heartbeat import Heartbeat, WorkerState

_CONDITIONS = {
    WorkerState.STARTING: Condition.STARTING,
    WorkerState.IDLE: Condition.IDLE,
    WorkerState.BUSY: Condition.BUSY,
    WorkerState.CUT_OFF: Condition.UNKNOWN,  # it says that it is of no use, which is as good as silence
    WorkerState.DRAINING: Condition.DRAINING,
    WorkerState.STOPPED: Condition.DRAINED,
}


def describe(member: Member, heartbeat: Heartbeat | None, silent_since: float | None) -> Worker:
    """Return a member as the policy sees it; `silent_since` is None where it was heard of lately.

    One that never said anything is starting, for however long: how much patience that deserves is the
    policy's to say.
    """
    condition, since = _condition(member, heartbeat, silent_since)
    if heartbeat is None:
        return Worker(
            worker_id=member.worker_id,
            condition=condition,
            since=since,
            launched_at=member.started_at,
            version=member.version,
        )
    return Worker(
        worker_id=member.worker_id,
        condition=condition,
        since=since,
        launched_at=member.started_at,
        ready_at=heartbeat.boot.ready_at if heartbeat.boot else None,
        version=member.version,
        slots=heartbeat.slots,
        service_seconds=heartbeat.mean_service_seconds,
        images_done=heartbeat.images_done,
        requests_returned=heartbeat.requests_returned,
    )


def _condition(
    member: Member, heartbeat: Heartbeat | None, silent_since: float | None
) -> tuple[Condition, float]:
    """Return a condition and since when: the fleet's word first, then the heartbeat's while it is fresh."""
    if member.is_pending:
        return Condition.PENDING, member.started_at
    if heartbeat is not None and heartbeat.state is WorkerState.STOPPED:
        return Condition.DRAINED, heartbeat.reported_at  # its last word, and so never stale
    if member.draining_since is not None:
        return Condition.DRAINING, member.draining_since
    if heartbeat is None:
        return Condition.STARTING, member.started_at
    if silent_since is not None:
        return Condition.UNKNOWN, silent_since
    if heartbeat.interrupted:
        return Condition.DRAINING, heartbeat.reported_at
    return _CONDITIONS[heartbeat.state], _since(member, heartbeat)


def _since(member: Member, heartbeat: Heartbeat) -> float:
    times = {
        WorkerState.STARTING: member.started_at,
        WorkerState.IDLE: heartbeat.idle_since,
        WorkerState.BUSY: heartbeat.busy_since,
        WorkerState.CUT_OFF: heartbeat.cut_off_since,
    }
    since = times.get(heartbeat.state)
    return heartbeat.reported_at if since is None else since
