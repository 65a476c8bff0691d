"""The decision: from what was observed to which workers start and which are drained. Pure, so that the
controller, its dry run and its tests share it.

Scale out at once, launching workers counted; scale in slowly, by named idle victims alone.
"""

from dataclasses import dataclass, replace

from controller.observation import Condition, Observation, Worker
from pipeline.queue import Depth

#: Those that work now or will without being asked. A draining worker takes nothing more, and of an unknown
#: one nobody can say.
_CAPACITY = frozenset({Condition.STARTING, Condition.IDLE, Condition.BUSY})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The bounds and patience that decisions go by."""

    min_workers: int
    max_workers: int
    backlog_per_worker: int  #: unfinished messages that one worker is there for
    idle_seconds: float  #: how long a worker is idle before it may be drained
    last_idle_seconds: float  #: the same for the last worker, since the last message


@dataclass(frozen=True, kw_only=True)
class State:
    """What one decision remembers for the next."""

    last_message_at: float  #: when there was last anything unfinished, seconds since the epoch


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do, and why."""

    wanted: int | None  #: workers there should be; None where a reading is missing
    start: int = 0
    drain: tuple[str, ...] = ()  #: ids of workers, all idle
    reason: str

    @property
    def acts(self) -> bool:
        """Whether anything changes."""
        return bool(self.start or self.drain)


def decide(observation: Observation, state: State, rules: Rules) -> tuple[Decision, State]:
    """Return what to do now, and what to remember until the next decision."""
    depth, workers = observation.depth, observation.workers
    if depth is None or workers is None:
        return _hold(None, f"Hold: {'; '.join(observation.missing) or 'a reading is missing'}."), state
    state = _remember(observation.now, depth, workers, state)
    capacity = [worker for worker in workers if worker.condition in _CAPACITY]
    wanted = _wanted(depth, len(capacity), rules)
    if wanted > len(capacity):
        return _scale_out(wanted, workers, capacity, depth, rules), state
    if wanted < len(capacity):
        return _scale_in(wanted, capacity, observation.now, state, rules), state
    return _hold(wanted, f"{_count(wanted)} for {_backlog(depth)} is right."), state


def _remember(now: float, depth: Depth, workers: tuple[Worker, ...], state: State) -> State:
    """Note the last sign of work: heartbeats show what came and went between two looks at the queue."""
    if depth.backlog or any(worker.condition is Condition.BUSY for worker in workers):
        return replace(state, last_message_at=now)
    idle_since = [worker.since for worker in workers if worker.condition is Condition.IDLE]
    return replace(state, last_message_at=min(now, max([state.last_message_at, *idle_since])))


def _wanted(depth: Depth, capacity: int, rules: Rules) -> int:
    if capacity == 0 and depth.visible == 0:
        # in flight with nobody there: a drained worker finishes it, or it comes back and is visible again
        return rules.min_workers
    by_backlog = -(-depth.backlog // rules.backlog_per_worker)
    return min(max(by_backlog, rules.min_workers), rules.max_workers)


def _scale_out(
    wanted: int, workers: tuple[Worker, ...], capacity: list[Worker], depth: Depth, rules: Rules
) -> Decision:
    """Start what is missing, unless workers that nobody hears of take the room."""
    unknown = sum(worker.condition is Condition.UNKNOWN for worker in workers)
    start = min(wanted, rules.max_workers - unknown) - len(capacity)
    if start <= 0:
        return _hold(wanted, f"{_count(wanted)} wanted for {_backlog(depth)}, but silent ones take the room.")
    reason = f"Start {start}: {_count(wanted)} wanted for {_backlog(depth)}, {len(capacity)} there."
    return Decision(wanted=wanted, start=start, reason=reason)


def _scale_in(wanted: int, capacity: list[Worker], now: float, state: State, rules: Rules) -> Decision:
    if any(worker.condition is Condition.STARTING for worker in capacity):
        return _hold(wanted, f"{_count(wanted)} wanted, but others are still starting: none is drained.")
    rested = _rested(capacity, now, rules)[: len(capacity) - wanted]
    if len(rested) == len(capacity) and now - state.last_message_at < rules.last_idle_seconds:
        rested = rested[:-1]  # the last one stays for a while, in case more comes
    if not rested:
        return _hold(
            wanted, f"{_count(wanted)} wanted, {len(capacity)} there: none was idle for long enough."
        )
    drain = tuple(worker.worker_id for worker in rested)
    reason = f"Drain {len(drain)}: {_count(wanted)} wanted, {len(capacity)} there, these were idle longest."
    return Decision(wanted=wanted, drain=drain, reason=reason)


def _rested(capacity: list[Worker], now: float, rules: Rules) -> list[Worker]:
    """Return the workers that were idle for long enough, longest first."""
    idle = [worker for worker in capacity if worker.condition is Condition.IDLE]
    rested = [worker for worker in idle if now - worker.since >= rules.idle_seconds]
    return sorted(rested, key=lambda worker: (worker.since, worker.worker_id))


def _hold(wanted: int | None, reason: str) -> Decision:
    return Decision(wanted=wanted, reason=reason)


def _count(workers: int) -> str:
    return "1 worker" if workers == 1 else f"{workers} workers"


def _backlog(depth: Depth) -> str:
    return f"{depth.visible} waiting and {depth.in_flight} in work"
