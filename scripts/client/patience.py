"""How long and how often a client tries a server that is away."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from scripts.client.failures import Interrupted, Unreachable

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 10.0

T = TypeVar("T")


class Patience:
    """Repeats an attempt until somebody answers, for up to `seconds`.

    `on_outage` is told of the first failed attempt of each outage.
    """

    def __init__(
        self,
        seconds: float,
        stop: threading.Event,
        *,
        on_outage: Callable[[Unreachable], None] = lambda failure: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._stop = stop
        self._on_outage = on_outage
        self._clock = clock
        self._is_away = False

    def until_answered(self, attempt: Callable[[], T]) -> T:
        """Return what `attempt` returns. Raises the last Unreachable, or Interrupted once `stop` is set."""
        give_up_at = self._clock() + self._seconds
        for pause in pauses():
            self.rest(0)
            try:
                answer = attempt()
            except Unreachable as failure:
                self._tell(failure)
                # never earlier than the server asked, and not everybody at the same moment
                pause = max(pause, failure.retry_after_seconds) * random.uniform(1.0, 1.25)
                if self._clock() + pause > give_up_at:
                    raise
            else:
                self._is_away = False
                return answer
            self.rest(pause)
        raise AssertionError("pauses never end")

    def rest(self, seconds: float) -> None:
        """Wait. Raises Interrupted as soon as `stop` is set."""
        if self._stop.wait(seconds):
            raise Interrupted

    def _tell(self, failure: Unreachable) -> None:
        was_away, self._is_away = self._is_away, True
        if not was_away:
            self._on_outage(failure)


def pauses() -> Iterator[float]:
    """Yield seconds to wait between attempts: doubling, up to a ceiling, for ever."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
