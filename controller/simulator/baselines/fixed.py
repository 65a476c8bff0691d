"""Always so many machines, whatever comes: no rule, but a line to compare rules with."""

from collections.abc import Sequence

from controller.simulator.scaler import Order, SetDesired, View


class Fixed:
    """So many machines until `until` (seconds of the run), so that runs of it end as well."""

    tick_seconds = 30.0

    def __init__(self, count: int, until: float) -> None:
        self._count, self._until = count, until

    def look(self, view: View) -> Sequence[Order]:
        """Launch what is missing; after the workload's end, none once nothing is left."""
        depth = view.observation().depth
        over = view.now >= self._until and depth is not None and depth.backlog == 0
        wanted = 0 if over else self._count
        return [SetDesired(wanted)] if wanted != view.desired else []
