"""The rule that course projects of this kind are built with: as many instances as messages wait, at most 20.

It looks at the number of waiting messages every second, sets the group to as many, never lowers it while
messages wait, and sets it to none once the queue was empty for 5 s. Which machines go, and whether they are
busy, it does not know. (The rule with known victims is production's `controller.policies.per_message`.)
"""

from collections.abc import Sequence

from controller.simulator.scaler import Order, SetDesired, View

_MOST = 20
_EMPTY_SECONDS = 5.0


class Course:
    """One instance per waiting message, all gone soon after the last."""

    tick_seconds = 1.0

    def __init__(self) -> None:
        self._empty_since: float | None = None

    def look(self, view: View) -> Sequence[Order]:
        """Grow with what waits; end everything once nothing does."""
        depth = view.observation().depth
        if depth is None:
            return []
        if depth.visible > 0:
            self._empty_since = None
            wanted = min(depth.visible, _MOST)
            return [SetDesired(wanted)] if wanted > view.desired else []
        if self._empty_since is None:
            self._empty_since = view.now
        if view.desired > 0 and view.now - self._empty_since >= _EMPTY_SECONDS:
            return [SetDesired(0)]
        return []
