"""What keeps workers from being launched though there is work: they would not come up, or would fail."""

from dataclasses import dataclass

from controller.policies.forecast.capacity import Capacity
from controller.policies.forecast.fuse import Fuse
from controller.policies.forecast.outage import Tries, is_outage
from controller.policies.forecast.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """As long as it lasts."""

    why: str
    allowed: int  #: workers there may be, those that launch included; those that are there stay
    takes_back: bool  #: whether launches beyond that are taken back as long as there is no machine


def trouble(tries: Tries, fuse: Fuse, capacity: Capacity, now: float, rules: Rules) -> Trouble | None:
    """Return what is the matter. One worker is allowed to notice when it is over: with the fuse, in time."""
    if is_outage(tries, rules.fuse):
        why = f"{tries.failed} of the last {tries.done + tries.failed} tries failed"
        return Trouble(why=why, allowed=max(1, rules.min_workers), takes_back=False)
    if fuse.trips == 0:
        return None
    there = capacity.count - len(capacity.pending)
    probe = len(capacity.ready) + 1 if fuse.allows_one(now) else 0
    return Trouble(why="launches fail", allowed=max(there, probe), takes_back=True)


def withdrawn(trouble: Trouble | None, capacity: Capacity) -> tuple[str, ...]:
    """Return the launches to take back. A cloud group makes such ones by itself, for machines that ended."""
    if trouble is None or not trouble.takes_back:
        return ()
    surplus = max(0, capacity.count - trouble.allowed)
    return tuple(each.worker_id for each in capacity.pending[:surplus])
