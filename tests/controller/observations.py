"""Short ways to say what was observed."""

from controller.observation import LAUNCHING, Condition, Observation, Worker
from controller.policies.forecast import State, process_rules
from pipeline.queue import Depth

NOW = 1_000_000.0
RULES = process_rules(min_workers=0, max_workers=4)
#: Somebody looked, and nothing happened for a long time.
QUIET = State(last_message_at=NOW - 3600, since=NOW - 3600)


def worker(worker_id: str, condition: Condition, for_seconds: float = 0, version: str = "") -> Worker:
    """Return a worker that is in this condition for so long, and was ready long before unless it starts."""
    since = NOW - for_seconds
    starts = condition in LAUNCHING
    return Worker(
        worker_id=worker_id,
        condition=condition,
        since=since,
        launched_at=since if starts else since - 3600,
        ready_at=None if starts else since - 3590,
        version=version,
    )


def starting(worker_id: str, for_seconds: float = 0, version: str = "") -> Worker:
    return worker(worker_id, Condition.STARTING, for_seconds, version)


def pending(worker_id: str, for_seconds: float = 0, version: str = "") -> Worker:
    return worker(worker_id, Condition.PENDING, for_seconds, version)


def busy(worker_id: str, for_seconds: float = 0, version: str = "") -> Worker:
    return worker(worker_id, Condition.BUSY, for_seconds, version)


def idle(worker_id: str, for_seconds: float = 3600, version: str = "") -> Worker:
    return worker(worker_id, Condition.IDLE, for_seconds, version)


def draining(worker_id: str, for_seconds: float = 0) -> Worker:
    return worker(worker_id, Condition.DRAINING, for_seconds)


def drained(worker_id: str) -> Worker:
    return worker(worker_id, Condition.DRAINED)


def unknown(worker_id: str, for_seconds: float = 31) -> Worker:
    return worker(worker_id, Condition.UNKNOWN, for_seconds)


def observed(visible: int, in_flight: int, *workers: Worker) -> Observation:
    """Return a complete observation."""
    return Observation(now=NOW, depth=Depth(visible=visible, in_flight=in_flight), workers=workers)
