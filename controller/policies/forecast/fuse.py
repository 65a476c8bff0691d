"""Stops launching machines that do not come up.

The fuse opens when launches fail, lets one more be tried after a pause, closes when that comes up, and pauses
for twice as long when it does not. It saves the money of boots in vain: a launch that the cloud refuses has
none, costs nothing, and is tried again, so that it is no failure here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from controller.backoff import Backoff
from controller.observation import LaunchFailure, Worker
from controller.policies.forecast.rules import FuseRules


@dataclass(frozen=True, kw_only=True)
class Fuse:
    """Closed while `trips` is 0."""

    trips: int = 0  #: how often it opened without closing in between
    since: float = (
        0.0  #: when it last opened or closed, seconds since the epoch: what failed before is settled
    )
    probe_at: float = 0.0  #: from when on one more may be launched
    given_up: tuple[float, ...] = ()  #: when workers were given up that never became ready

    def allows_one(self, now: float) -> bool:
        """Return whether an open fuse lets one be launched, and no more until it is known how that went."""
        return now >= self.probe_at

    def patience(self, usual: float) -> float:
        """Return how long to wait for a launch: longer after each given up, which may just have been late."""
        return usual * (1 + len(self.given_up))


def look(
    fuse: Fuse, failures: Sequence[LaunchFailure], workers: Sequence[Worker], now: float, rules: FuseRules
) -> Fuse:
    """Return the fuse after what became of launches."""
    fuse = replace(fuse, given_up=tuple(at for at in fuse.given_up if at > now - rules.window))
    since = max(now - rules.window, fuse.since)
    in_vain = (each.at for each in failures if not each.refused)
    failed = [at for at in (*fuse.given_up, *in_vain) if at > since]
    came_up = sum(each.ready_at is not None and each.ready_at > since for each in workers)
    if fuse.trips == 0:
        return _opened(fuse, now, rules) if len(failed) >= max(rules.launch_failures, came_up) else fuse
    if now < fuse.probe_at:
        return fuse
    if any(at > fuse.probe_at for at in failed):
        return _opened(fuse, now, rules)
    settled = came_up > 0 or now - fuse.probe_at > rules.window
    return replace(fuse, trips=0, since=now) if settled else fuse


def give_up(fuse: Fuse, now: float, workers: int) -> Fuse:
    """Note workers that booted and never became ready."""
    return replace(fuse, given_up=(*fuse.given_up, *[now] * workers))


def _opened(fuse: Fuse, now: float, rules: FuseRules) -> Fuse:
    backoff = Backoff(first_seconds=rules.first_pause, most_seconds=rules.longest_pause)
    trips = fuse.trips + 1
    return replace(fuse, trips=trips, since=now, probe_at=now + backoff.pause_seconds(trips))
