"""How long workers take from launch to ready, measured as they come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from controller.observation import Condition, Worker

_REMEMBERED = 20
#: The rule's own figure weighs as much as so many measurements.
_PRIOR_WEIGHT = 5


@dataclass(frozen=True, kw_only=True)
class Boots:
    """The last boots."""

    seconds: tuple[float, ...] = ()
    seen: frozenset[str] = frozenset()  #: present workers that were ready once: their boot is among them
    #: Of those the ones that start again, and when that was first seen, seconds since the epoch.
    restarted: Mapping[str, float] = field(default_factory=dict)

    def began(self, worker: Worker, now: float) -> float:
        """Return when a boot that is under way began: not with the launch where only the process is new."""
        name = worker.worker_id
        return self.restarted.get(name, now) if name in self.seen else worker.launched_at


def learn(boots: Boots, workers: Sequence[Worker], now: float, patience: float) -> Boots:
    """Return the boots with those of workers that became ready since, for the first time.

    Workers' clocks may be wrong: a boot takes its time, and no longer than the `patience` with it, seconds.
    """
    ready = {
        each.worker_id: each.ready_at - each.launched_at for each in workers if each.ready_at is not None
    }
    new = [min(took, patience) for name, took in ready.items() if name not in boots.seen and took > 0]
    present = frozenset(each.worker_id for each in workers)
    return Boots(
        seconds=(*boots.seconds, *new)[-_REMEMBERED:],
        seen=frozenset(ready) | (boots.seen & present),
        restarted={name: boots.restarted.get(name, now) for name in _starting(workers) & boots.seen},
    )


def _starting(workers: Sequence[Worker]) -> set[str]:
    return {each.worker_id for each in workers if each.condition is Condition.STARTING}


def typical(boots: Boots, prior: float) -> float:
    """Return the median boot, seconds."""
    return median([prior] * _PRIOR_WEIGHT + list(boots.seconds))
