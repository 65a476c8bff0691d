"""Rolls out a new version.

As many workers of it are launched as are to be there: as many as there are old or new ones, within what the
work is worth. For each one that becomes ready an old one is drained, idle ones first, then who has been busy
for longest: a drain loses nothing. So those that work are never fewer than are to be there, and a rollout
ends also under load.

Where the maximum leaves no room for a new one, one old one (of a large fleet one in ten) is drained before,
and the next when its place was taken by one that works. There alone capacity is less for a while; not while
launches fail.
"""

from dataclasses import dataclass
from math import ceil

from controller.observation import Worker
from controller.policies.forecast.capacity import Capacity

#: So much of a fleet that has no room is replaced at once.
_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """Who works with which version, of those that work or will."""

    old: frozenset[str]  #: ids of workers that are to be replaced
    new: int  #: of the version that a launch has now


def rollout_of(capacity: Capacity, version: str) -> Rollout:
    """Return who is to be replaced; nobody where the fleet knows no versions."""
    there = (*capacity.ready, *capacity.starting)
    old = frozenset(each.worker_id for each in there if _is_old(each, version))
    return Rollout(old=old, new=capacity.count - len(old))


def replacements(rollout: Rollout, *, least: int, most: int) -> int:
    """Return how many new ones there are to be before the last old one goes."""
    return min(most, max(least, len(rollout.old), rollout.new)) if rollout.old else 0


def superfluous(rollout: Rollout, wanted: int, *, ready: int, makes_room: bool) -> int:
    """Return how many old ones may go: all beyond `wanted` that are ready, or a few to make room."""
    spare = max(0, ready - wanted)
    lacks = makes_room and rollout.new < wanted
    return max(spare, ceil(_SHARE * wanted)) if lacks else spare


def _is_old(worker: Worker, version: str) -> bool:
    return bool(version and worker.version) and worker.version != version
