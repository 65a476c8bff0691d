"""Short ways to say what was observed."""

from controller.observation import Condition, Observation, Worker
from controller.policy import Rules, State
from pipeline.queue import Depth

NOW = 1_000_000.0
RULES = Rules(min_workers=0, max_workers=4, backlog_per_worker=2, idle_seconds=15, last_idle_seconds=45)
#: Nothing happened for a long time.
QUIET = State(last_message_at=NOW - 3600)


def worker(worker_id: str, condition: Condition, for_seconds: float = 0) -> Worker:
    """Return a worker that has been in this condition for so long."""
    return Worker(worker_id=worker_id, condition=condition, since=NOW - for_seconds)


def starting(worker_id: str) -> Worker:
    return worker(worker_id, Condition.STARTING)


def busy(worker_id: str) -> Worker:
    return worker(worker_id, Condition.BUSY)


def idle(worker_id: str, for_seconds: float = 3600) -> Worker:
    return worker(worker_id, Condition.IDLE, for_seconds)


def draining(worker_id: str) -> Worker:
    return worker(worker_id, Condition.DRAINING)


def unknown(worker_id: str) -> Worker:
    return worker(worker_id, Condition.UNKNOWN)


def observed(visible: int, in_flight: int, *workers: Worker) -> Observation:
    """Return a complete observation."""
    return Observation(now=NOW, depth=Depth(visible=visible, in_flight=in_flight), workers=workers)
