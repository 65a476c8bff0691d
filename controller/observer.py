"""Takes the readings of one tick: the queue's depth, and every worker's condition."""

from collections.abc import Callable
from typing import TypeVar

from controller.fleet import Member
from controller.heartbeats import read_heartbeats
from controller.observation import Condition, Observation, Worker
from pipeline.errors import FacefleetError
from pipeline.heartbeat import Heartbeat, WorkerState
from pipeline.queue import Depth
from pipeline.store import ObjectStore

T = TypeVar("T")

_CONDITIONS = {
    WorkerState.STARTING: Condition.STARTING,
    WorkerState.IDLE: Condition.IDLE,
    WorkerState.BUSY: Condition.BUSY,
    WorkerState.DRAINING: Condition.DRAINING,
    WorkerState.STOPPED: Condition.DRAINING,  # its process is about to end
}


class Observer:
    """Reads what there is to read; what fails is missing in the observation, with the reason."""

    def __init__(
        self,
        *,
        depth: Callable[[], Depth],
        members: Callable[[], list[Member]],
        store: ObjectStore,
        silent_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self._depth = depth
        self._members = members
        self._store = store
        self._silent_seconds = silent_seconds
        self._clock = clock

    def observe(self) -> Observation:
        """Return what is known now."""
        missing: list[str] = []
        depth = _read("the queue's depth", self._depth, missing)
        # members first: whoever reports and ends in between is then a member still, and draining
        members = _read("the fleet", self._members, missing)
        heartbeats = _read("the heartbeats", lambda: read_heartbeats(self._store), missing)
        now = self._clock()
        if members is None or heartbeats is None:
            return Observation(now=now, depth=depth, workers=None, missing=tuple(missing))
        return Observation(
            now=now,
            depth=depth,
            workers=self._workers(members, heartbeats, now),
            missing=tuple(missing),
            departed=self._departed(members, heartbeats, now),
        )

    def _workers(
        self, members: list[Member], heartbeats: dict[str, Heartbeat], now: float
    ) -> tuple[Worker, ...]:
        return tuple(
            describe(each, heartbeats.get(each.worker_id), now, self._silent_seconds) for each in members
        )

    def _departed(
        self, members: list[Member], heartbeats: dict[str, Heartbeat], now: float
    ) -> tuple[str, ...]:
        """Return who is no member and is silent; a worker that somebody started by hand still reports."""
        gone = heartbeats.keys() - {member.worker_id for member in members}
        return tuple(
            sorted(each for each in gone if now - heartbeats[each].reported_at > self._silent_seconds)
        )


def _read(what: str, reading: Callable[[], T], missing: list[str]) -> T | None:
    try:
        return reading()
    except FacefleetError as error:
        missing.append(f"{what} cannot be read: {error}")
        return None


def describe(member: Member, heartbeat: Heartbeat | None, now: float, silent_seconds: float) -> Worker:
    """Return a member's condition: the fleet's word first, then the heartbeat's while it is fresh."""
    last_word = heartbeat.reported_at if heartbeat else member.started_at
    if member.draining:
        return Worker(worker_id=member.worker_id, condition=Condition.DRAINING, since=last_word)
    if now - last_word > silent_seconds:
        return Worker(worker_id=member.worker_id, condition=Condition.UNKNOWN, since=last_word)
    if heartbeat is None:
        return Worker(worker_id=member.worker_id, condition=Condition.STARTING, since=member.started_at)
    return Worker(worker_id=member.worker_id, condition=_CONDITIONS[heartbeat.state], since=_since(heartbeat))


def _since(heartbeat: Heartbeat) -> float:
    since = heartbeat.idle_since if heartbeat.state is WorkerState.IDLE else heartbeat.busy_since
    return heartbeat.reported_at if since is None else since
