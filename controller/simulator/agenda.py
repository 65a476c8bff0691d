"""What is to happen when, apart from the work on images."""

import heapq
from collections.abc import Callable
from itertools import count

Handler = Callable[[float], None]


class Agenda:
    """Handlers by their time. Those of one time are called in the order of their entry."""

    def __init__(self) -> None:
        #: (time, number, handler), a heap; the inner loop looks at its top.
        self.entries: list[tuple[float, int, Handler]] = []
        self._numbers = count()

    def at(self, when: float, handler: Handler) -> None:
        """Have `handler(when)` called."""
        heapq.heappush(self.entries, (when, next(self._numbers), handler))

    def step(self) -> float:
        """Call the next handler and return its time. There must be one."""
        when, _, handler = heapq.heappop(self.entries)
        handler(when)
        return when
