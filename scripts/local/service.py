"""The service on one machine from its first process to its last."""

import threading
from collections.abc import Callable, Sequence

from scripts.local.keeper import Keeper

#: How often the parts are looked at, seconds.
_LOOK_SECONDS = 0.2


class Service:
    """Keeps the parts running. All others need the first: they start only while it is ready."""

    def __init__(self, keepers: Sequence[Keeper], when_up: Callable[[], None]) -> None:
        self._keepers = keepers
        self._when_up = when_up

    def run(self, stop: threading.Event) -> None:
        """Look after the parts until `stop`. Raises PartFailed where one cannot be started."""
        while not stop.is_set():
            self.look()
            if all(keeper.ready for keeper in self._keepers):
                break
            stop.wait(_LOOK_SECONDS)
        else:
            return
        self._when_up()
        while not stop.wait(_LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Do what each part needs now. Raises PartFailed."""
        foundation, *others = self._keepers
        foundation.look(may_start=True)
        for keeper in others:
            keeper.look(may_start=foundation.ready)
