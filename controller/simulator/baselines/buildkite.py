"""The rule of buildkite-agent-scaler as its Elastic CI Stack runs it.

Sources: github.com/buildkite/buildkite-agent-scaler, README and scaler/scaling_calculator.go (every 10 s
desired becomes ceil((scheduled + running jobs) / agents per instance), no cooldown and factor 1 by default;
scale-in is disabled there) and github.com/buildkite/elastic-ci-stack-for-aws, templates/aws-stack.yml
(MaxSize 10; ScaleInIdlePeriod 600: an instance whose agents were idle for so long ends itself and lowers
desired by one).
Its agents are a machine's slots here.
"""

import math
from collections.abc import Iterator, Sequence

from controller.observation import Condition, Observation
from controller.simulator.scaler import Drain, Order, Retire, SetDesired, View

_MOST = 10
_IDLE_SECONDS = 600.0


class Buildkite:
    """`slots` are the agents per instance."""

    tick_seconds = 10.0

    def __init__(self, slots: int) -> None:
        self._slots = slots

    def look(self, view: View) -> Sequence[Order]:
        """Scale out to what all jobs need at once, up to ten; machines that were idle for ten minutes go."""
        seen = view.observation()
        if seen.depth is None:
            return []
        wanted = min(_MOST, math.ceil(seen.depth.backlog / self._slots))
        grow = [SetDesired(wanted)] if wanted > view.desired else []
        return [*grow, *_ended_by_themselves(seen)]


def _ended_by_themselves(seen: Observation) -> Iterator[Order]:
    """Yield what idle machines do on their own; the mark first, so that none takes a job meanwhile."""
    for worker in seen.workers or ():
        if worker.condition is Condition.IDLE and seen.now - worker.since >= _IDLE_SECONDS:
            yield Drain(worker.worker_id)
        elif worker.condition is Condition.DRAINED:
            yield Retire(worker.worker_id)
