"""Tells machines that died from machines whose reports get lost.

One silent worker among many is dead. Where most are silent while requests are in flight, somebody holds
these, and it is the reports that fail: a policy, a key, the bucket. What the dead hold becomes visible again
when its visibility ends: by that a fleet that did die is known, in a minute or two. Where some are heard of,
what is in flight may be theirs alone; but reports that fail do so for all within seconds: who is silent for
much longer than others is dead.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from controller.observation import Condition, Worker
from controller.policies.forecast.rules import Rules
from pipeline.queue import Depth

_HEARD = frozenset({Condition.IDLE, Condition.BUSY})


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """When requests were last in flight though most workers were silent, seconds since the epoch."""

    worked_at: float = float("-inf")

    def fails(self, now: float, rules: Rules) -> bool:
        """Return whether silence says nothing; for as long as the counts may be late."""
        return now - self.worked_at <= rules.counts_late


def look(
    reporting: Reporting,
    depth: Depth,
    workers: Sequence[Worker],
    overdue: Collection[str],
    now: float,
    rules: Rules,
) -> Reporting:
    """Return what is known of reports now; `overdue` are those that should have come up long ago."""
    silent_since = list(_silent_since(workers, overdue))
    heard = sum(each.condition in _HEARD for each in workers)
    if depth.in_flight == 0 or len(silent_since) <= heard:
        return reporting
    together = now - max(silent_since) <= rules.silence
    return Reporting(worked_at=now) if together or not heard else reporting


def _silent_since(workers: Sequence[Worker], overdue: Collection[str]) -> Iterator[float]:
    for each in workers:
        is_overdue = each.condition is Condition.STARTING and each.worker_id in overdue
        if each.condition is Condition.UNKNOWN or is_overdue:
            yield each.since
