"""KEDA's SQS scaler with the horizontal pod autoscaler that it drives. A pod is a machine here.

Sources: keda.sh, "AWS SQS Queue" (queueLength 5, activationQueueLength 0, scaleOnInFlight true: messages in
flight count) and "ScaledObject specification" (pollingInterval 30, cooldownPeriod 300, minReplicaCount 0);
kubernetes.io, "Horizontal Pod Autoscaling" (sync every 15 s, tolerance 0.1, within 15 s at most 4 pods or
100 % more whichever is more, scale-down to the highest recommendation of the last 300 s).

KEDA itself moves between none and one, the autoscaler between one and the maximum, which is the group's here
(maxReplicaCount defaults to 100). Which pod goes is Kubernetes' choice, here the Auto Scaling group's.
"""

import math
from collections.abc import Sequence

from controller.simulator.scaler import Order, SetDesired, View

_MESSAGES_PER_POD = 5
_TOLERANCE = 0.1
_POLL_SECONDS = 30.0
_COOLDOWN_SECONDS = 300.0
_STABLE_SECONDS = 300.0


class Keda:
    """Activation every 30 s, autoscaling every 15 s."""

    tick_seconds = 15.0

    def __init__(self) -> None:
        self._polled_at = -math.inf
        self._active_at = -math.inf
        self._recommended: list[tuple[float, int]] = []

    def look(self, view: View) -> Sequence[Order]:
        """Activate, deactivate, or scale. A reading that failed changes nothing."""
        depth = view.observation().depth
        if depth is None:
            return []
        if view.now - self._polled_at >= _POLL_SECONDS:
            self._polled_at = view.now
            if depth.backlog > 0:
                self._active_at = view.now
            if view.desired == 0 and depth.backlog > 0:
                return [SetDesired(1)]
            if view.desired > 0 and view.now - self._active_at > _COOLDOWN_SECONDS:
                self._recommended.clear()
                return [SetDesired(0)]
        return self._autoscale(view, depth.backlog) if view.desired > 0 else []

    def _autoscale(self, view: View, messages: int) -> Sequence[Order]:
        current = view.desired
        wanted = self._stabilised(view.now, max(1, _by_average(messages, current)))
        wanted = min(wanted, max(current + 4, 2 * current))
        return [SetDesired(wanted)] if wanted != current else []

    def _stabilised(self, now: float, wanted: int) -> int:
        """Return the highest recommendation of the last five minutes: up at once, down late."""
        self._recommended = [each for each in self._recommended if now - each[0] < _STABLE_SECONDS]
        self._recommended.append((now, wanted))
        return max(count for _, count in self._recommended)


def _by_average(messages: int, current: int) -> int:
    """Return how many pods bring the messages for each to the target."""
    if abs(messages / (_MESSAGES_PER_POD * current) - 1) <= _TOLERANCE:
        return current
    return math.ceil(messages / _MESSAGES_PER_POD)
