"""How long workers that drain have got nothing done: patience runs out with who hangs, not with who works.

It runs from look to look, a few seconds at most for each: while nothing can be read, nobody hangs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from controller.observation import Condition, Worker

#: Longer pauses between two looks say that nobody looked, seconds.
_LONGEST_STEP_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Stall:
    """Of one worker."""

    tries: int  #: images done and given back, as last seen
    seconds: float = 0.0  #: for so long they were no more


@dataclass(frozen=True, kw_only=True)
class Stalls:
    """Of all that drain."""

    at: float = 0.0  #: the last look, seconds since the epoch
    by_worker: Mapping[str, Stall] = field(default_factory=dict)

    def seconds(self, worker_id: str) -> float:
        """Return for how long a draining worker has got nothing done, also one that says nothing."""
        return self.by_worker[worker_id].seconds if worker_id in self.by_worker else 0.0


def look(stalls: Stalls, workers: Sequence[Worker], now: float) -> Stalls:
    """Return the stalls after this look."""
    step = min(max(0.0, now - stalls.at), _LONGEST_STEP_SECONDS)
    draining = [each for each in workers if each.condition is Condition.DRAINING]
    before = stalls.by_worker
    return Stalls(
        at=now,
        by_worker={each.worker_id: _after(before.get(each.worker_id), each, step) for each in draining},
    )


def _after(before: Stall | None, worker: Worker, step: float) -> Stall:
    tries = worker.images_done + worker.requests_returned
    stands_still = before is not None and before.tries == tries
    return Stall(tries=tries, seconds=before.seconds + step if before and stands_still else 0.0)
