"""Who there is to work, now and soon."""

from collections.abc import Sequence
from dataclasses import dataclass

from controller.observation import LAUNCHING, Condition, Worker

_READY = frozenset({Condition.IDLE, Condition.BUSY})


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Workers that take images or will. Draining ones take none, and of unknown ones nobody can say."""

    ready: tuple[Worker, ...]
    starting: tuple[Worker, ...]  #: the pending ones too
    taken: int  #: places that living workers take, also those that are no capacity

    @property
    def launching(self) -> int:
        """All that are to become ready."""
        return len(self.starting)

    @property
    def pending(self) -> tuple[Worker, ...]:
        """Those of them that have no machine yet."""
        return tuple(each for each in self.starting if each.condition is Condition.PENDING)

    @property
    def count(self) -> int:
        """All that work or will."""
        return len(self.ready) + self.launching

    def worker_seconds(self, *, span: float, now: float, boot: float) -> float:
        """Return how long they can work in all within the next `span` seconds, if boots take `boot`."""
        readiness = [_ready_in(each, now, boot) for each in self.starting]
        return len(self.ready) * span + sum(max(0.0, span - seconds) for seconds in readiness)


def capacity_of(workers: Sequence[Worker], *, given_up: Sequence[str]) -> Capacity:
    """Sort the fleet."""
    starting = [each for each in workers if each.condition in LAUNCHING]
    return Capacity(
        ready=tuple(each for each in workers if each.condition in _READY),
        starting=tuple(each for each in starting if each.worker_id not in given_up),
        taken=len(workers),
    )


def _ready_in(worker: Worker, now: float, boot: float) -> float:
    """Return the seconds until a starting worker works: who is late already may be later still."""
    return max(boot - (now - worker.launched_at), boot / 4)
