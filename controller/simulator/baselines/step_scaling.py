"""AWS step scaling on the queue's length.

Sources: EC2 Auto Scaling user guide, "Step and simple scaling policies" (instances that warm up count towards
a step that is taken again; no scale-in meanwhile; warm-up defaults to the default cooldown of 300 s) and
"Scaling cooldowns" (step policies wait for none); CloudWatch user guide, "Using Amazon CloudWatch alarms" (an
Auto Scaling action is invoked once a minute for as long as the alarm stays in its state).

AWS names no default steps; those of AWS CDK's QueueProcessingServiceBase are taken (one fewer at 0 visible
messages, one more from 100, five more from 500; minimum one), with one data point of a minute, the shortest
that the metric has. As the minimum is 0 here, the first step begins at one message, as people write who scale
to zero with it.
"""

from collections.abc import Sequence

from controller.simulator.baselines.alarms import in_alarm
from controller.simulator.scaler import Metric, Order, SetDesired, View

_STEPS = ((500, 5), (1, 1))  #: from so many visible messages on, so many instances more
_WARM_UP = 300.0


class StepScaling:
    """An alarm above and one below, evaluated once a minute."""

    tick_seconds = 60.0

    def __init__(self) -> None:
        self._added: list[tuple[float, int]] = []

    def look(self, view: View) -> Sequence[Order]:
        """Add what the step says beyond what warms up, or take one away."""
        points = view.cloudwatch(Metric.VISIBLE, 1)
        if not points:
            return []
        self._added = [each for each in self._added if view.now - each[0] < _WARM_UP]
        if in_alarm(points, 1, lambda visible: visible >= 1):
            return self._scale_out(view, points[-1].value)
        if view.desired == 0 or self._added:
            return []
        return [SetDesired(view.desired - 1)]

    def _scale_out(self, view: View, visible: float) -> Sequence[Order]:
        step = next(more for least, more in _STEPS if visible >= least)
        more = step - sum(count for _, count in self._added)
        if more <= 0:
            return []
        self._added.append((view.now, more))
        return [SetDesired(view.desired + more)]
