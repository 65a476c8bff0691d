"""The course systems' rule: one worker for each unfinished message, and none as soon as there is none.

It launches far more than the work needs and pays for it; `forecast` is the better rule. It is here for who
must show just this: a maximum that is reached and never passed, and nobody left seconds after the last one.
"""

from dataclasses import dataclass, field

from controller.decision import Decision
from controller.observation import LAUNCHING, Condition, Observation, Worker
from controller.policies import stalls
from controller.policies.stalls import Stalls
from pipeline.queue import Depth

_LIVING = LAUNCHING | {Condition.IDLE, Condition.BUSY, Condition.UNKNOWN}
#: A count may be so old that it shows none of the messages a worker was just started for, seconds.
_COUNTS_ARE_LATE_SECONDS = 10.0
#: How long a worker may take to become ready, to get something done while it drains, or to be heard of
#: again, seconds.
_PATIENCE_SECONDS = 180.0
#: A worker that was marked before it was ready begins nothing; after so long it is ended, seconds.
_GOODBYE_SECONDS = 8.0


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The bounds."""

    min_workers: int
    max_workers: int


@dataclass(frozen=True, kw_only=True)
class State:
    """What one decision remembers for the next."""

    stalls: Stalls = field(default_factory=Stalls)


def decide(observation: Observation, state: State, rules: Rules) -> tuple[Decision, State]:
    """Return what to do now. Where a reading is missing: nothing."""
    depth, workers = observation.depth, observation.workers
    if depth is None or workers is None:
        missing = "; ".join(observation.missing) or "a reading is missing"
        return Decision(wanted=None, reason=f"Hold: {missing}."), state
    stalled = stalls.look(state.stalls, workers, observation.now)
    return _decision(observation.now, depth, workers, stalled, rules), State(stalls=stalled)


def _decision(
    now: float, depth: Depth, workers: tuple[Worker, ...], stalled: Stalls, rules: Rules
) -> Decision:
    living = [each for each in workers if each.condition in _LIVING]
    there = len(living)
    wanted = _wanted(depth, there, rules)
    return Decision(
        wanted=wanted,
        start=max(0, min(wanted - there, rules.max_workers - len(workers))),
        drain=_longest_idle(living, now)[: max(0, there - wanted)],
        retire=tuple(each.worker_id for each in workers if _is_over(each, stalled, now)),
        reason=f"{wanted} for {depth.visible} waiting and {depth.in_flight} in work, {there} there.",
        figures={"visible": depth.visible, "in_flight": depth.in_flight, "there": there},
    )


def _wanted(depth: Depth, there: int, rules: Rules) -> int:
    # in flight with nobody there: a drained worker finishes it, or it comes back and is visible again
    messages = depth.backlog if there else depth.visible
    return min(max(messages, rules.min_workers), rules.max_workers)


def _longest_idle(living: list[Worker], now: float) -> tuple[str, ...]:
    idle = [each for each in living if _has_nothing_to_do(each, now)]
    return tuple(each.worker_id for each in sorted(idle, key=lambda each: (each.since, each.worker_id)))


def _has_nothing_to_do(worker: Worker, now: float) -> bool:
    late = worker.condition in LAUNCHING and now - worker.launched_at > _COUNTS_ARE_LATE_SECONDS
    return late or worker.condition is Condition.IDLE


def _is_over(worker: Worker, stalled: Stalls, now: float) -> bool:
    """Whether a worker's machine is to be ended."""
    match worker.condition:
        case Condition.DRAINED:
            return True
        case Condition.DRAINING:
            if worker.ready_at is None:
                return now - worker.since > _GOODBYE_SECONDS
            return stalled.seconds(worker.worker_id) > _PATIENCE_SECONDS
        case Condition.PENDING | Condition.STARTING | Condition.UNKNOWN:
            return now - worker.since > _PATIENCE_SECONDS
        case _:
            return False
