"""AWS target tracking on the backlog per instance, with CloudWatch's delays.

Sources: EC2 Auto Scaling user guide, "Scaling policy based on Amazon SQS" and "Create a target tracking
scaling policy using metric math" (ApproximateNumberOfMessagesVisible / GroupInServiceInstances over a minute;
the target is the acceptable latency, 10 s in its example, over the mean processing time) and "Target tracking
scaling policies" (no scaling on missing data; scale-out in proportion, scale-in only well below the target,
usually 10 %; no scale-in while an instance warms up). The default warm-up is the default cooldown, 300 s.

How many data points the alarms want that AWS makes for a policy, its guides do not say: 3 in a row to scale
out and 15 to scale in are what users read off them (aws/copilot-cli issue 4233,
amazon-aurora-labs-for-mysql issue 3). A metric with a period below a minute would be seen sooner; SQS's have
none.

Without instances the metric has no data points, so the policy never leaves zero. The way out that AWS
documents is a second policy (SageMaker developer guide, "Autoscale an asynchronous endpoint": one instance
more where there is a backlog and no capacity for 2 data points, cooldown 300 s); here it is there from the
start.
"""

import math
from collections.abc import Sequence

from controller.simulator.baselines.alarms import in_alarm, ratio
from controller.simulator.scaler import Metric, Order, SetDesired, View

_ACCEPTABLE_LATENCY = 10.0
_WARM_UP = 300.0
_SCALE_IN_BELOW = 0.9
_OUT_POINTS, _IN_POINTS, _FROM_ZERO_POINTS = 3, 15, 2


class TargetTracking:
    """Alarms evaluated once a minute; `image_seconds` is an instance's mean time for an image."""

    tick_seconds = 60.0

    def __init__(self, image_seconds: float) -> None:
        self._target = _ACCEPTABLE_LATENCY / image_seconds
        self._warm_at = -math.inf

    def look(self, view: View) -> Sequence[Order]:
        """Scale out by the high alarm, in by the low one, from zero by the extra policy."""
        if view.desired == 0:
            return self._leave_zero(view)
        backlogs = ratio(view, Metric.VISIBLE, Metric.IN_SERVICE, _IN_POINTS)
        if not backlogs:
            return []
        wanted = math.ceil(view.in_service * backlogs[-1].value / self._target)
        if in_alarm(backlogs, _OUT_POINTS, lambda backlog: backlog > self._target):
            return self._scale_out(view, wanted)
        if view.now < self._warm_at:
            return []
        if in_alarm(backlogs, _IN_POINTS, lambda backlog: backlog < _SCALE_IN_BELOW * self._target):
            return [SetDesired(wanted)] if wanted < view.desired else []
        return []

    def _scale_out(self, view: View, wanted: int) -> Sequence[Order]:
        if wanted <= view.desired:
            return []  # what warms up counts as capacity
        self._warm_at = view.now + _WARM_UP
        return [SetDesired(wanted)]

    def _leave_zero(self, view: View) -> Sequence[Order]:
        waiting = view.cloudwatch(Metric.VISIBLE, _FROM_ZERO_POINTS)
        if view.now < self._warm_at or not in_alarm(waiting, _FROM_ZERO_POINTS, lambda count: count >= 1):
            return []
        self._warm_at = view.now + _WARM_UP
        return [SetDesired(1)]
