"""Which counts to believe.

Counts are late: for some seconds they tell of messages that are done. A worker that says it is idle asks for
messages all the time, so while there is one, nothing waits; and while all are idle, nothing is in work. A
count that says otherwise is believed only once it has said so for longer than counts are late.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from controller.observation import Condition, Worker
from controller.policies.forecast.rules import Rules
from pipeline.queue import Depth

#: A worker that became idle just now may not have asked yet, seconds.
_IDLE_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Belief:
    """What is taken to be in the queue."""

    depth: Depth
    doubted_since: float | None = None  #: since when counts and idle workers contradict each other


def believe(
    belief: Belief | None, depth: Depth, workers: Sequence[Worker], now: float, rules: Rules
) -> Belief:
    """Return what to believe of this reading."""
    ready = [each for each in workers if each.condition in (Condition.IDLE, Condition.BUSY)]
    asking = [each for each in ready if _asks(each, now)]
    if depth.backlog == 0 or not asking:
        return Belief(depth=depth)
    before = belief.doubted_since if belief else None
    since = now if before is None else before
    if now - since >= rules.counts_late:
        return Belief(depth=depth, doubted_since=since)
    in_flight = depth.in_flight if len(asking) < len(ready) else 0
    return Belief(depth=Depth(visible=0, in_flight=in_flight), doubted_since=since)


def _asks(worker: Worker, now: float) -> bool:
    return worker.condition is Condition.IDLE and now - worker.since >= _IDLE_SECONDS
