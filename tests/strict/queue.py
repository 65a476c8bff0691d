"""A queue whose counts are late and wrong, as those of a distributed one are."""

from collections import deque
from collections.abc import Callable

from pipeline.errors import ServiceUnavailable
from pipeline.queue import Depth

VISIBILITY_SECONDS = 30.0


class StrictQueue:
    """Messages are numbers. One that is not deleted becomes visible again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._visible_at: dict[int, float] = {}
        self._past: deque[Depth] = deque(maxlen=60)  # by the second
        self.sent = 0
        self.answered: set[int] = set()
        self.late_seconds = 0  #: how old the counts are
        self.error = 0  #: by how much the visible ones are miscounted
        self.fails = False

    def send(self, count: int) -> None:
        """Add messages."""
        self._visible_at |= dict.fromkeys(range(self.sent, self.sent + count), 0.0)
        self.sent += count

    def receive(self) -> int | None:
        """Hand out a message."""
        now = self._clock()
        for message, visible_at in self._visible_at.items():
            if visible_at <= now:
                self._visible_at[message] = now + VISIBILITY_SECONDS
                return message
        return None

    def answer(self, message: int) -> None:
        """Be done with a message, whoever else has it too."""
        self._visible_at.pop(message, None)
        self.answered.add(message)

    def depth(self) -> Depth:
        """Count, late and wrong."""
        if self.fails:
            raise ServiceUnavailable("the queue does not answer")
        past = [*self._past, self._true_depth()]
        counted = past[max(0, len(past) - 1 - self.late_seconds)]
        return Depth(visible=max(0, counted.visible + self.error), in_flight=counted.in_flight)

    def pass_time(self) -> None:
        """Remember how many there are now."""
        self._past.append(self._true_depth())

    def _true_depth(self) -> Depth:
        now = self._clock()
        visible = sum(visible_at <= now for visible_at in self._visible_at.values())
        return Depth(visible=visible, in_flight=len(self._visible_at) - visible)
