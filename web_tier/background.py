"""Runs a step again and again in a thread of its own until it is told to stop, whatever fails."""

import threading
from collections.abc import Callable, Sequence

from sqlalchemy.exc import OperationalError

from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.logs import get_logger

log = get_logger()

#: After a failure; long enough not to flood a service in trouble, short enough to be back soon after it.
RETRY_SECONDS = 1.0
#: What passes by itself: nothing is wrong with the work.
OUTAGES = (ServiceUnavailable, QueueMissing, OperationalError)


class Loop:
    """Repeats `step`, with `pause_seconds` between two. An outage is logged once, not at every try."""

    def __init__(self, name: str, step: Callable[[], None], *, pause_seconds: float = 0) -> None:
        self.name = name
        self._step = step
        self._pause_seconds = pause_seconds
        self._failing = False

    def run(self, stop: threading.Event) -> None:
        """Repeat until `stop` is set; a pause ends at once then."""
        while not stop.is_set():
            stop.wait(self._pause_seconds if self.try_once() else RETRY_SECONDS)

    def try_once(self) -> bool:
        """Do one step; whether it went well."""
        try:
            self._step()
        except OUTAGES as error:
            self._note_outage(error)
            return False
        except Exception:
            log.exception("a background step failed", loop=self.name)
            return False
        self._failing = False
        return True

    def _note_outage(self, error: Exception) -> None:
        if not self._failing:
            log.warning("a background step has to wait", loop=self.name, reason=str(error))
        self._failing = True


class Background:
    """The threads that run a process's loops."""

    def __init__(self, loops: Sequence[Loop]) -> None:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=loop.run, args=(self._stop,), name=loop.name, daemon=True)
            for loop in loops
        ]

    def start(self) -> None:
        """Start all threads."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Tell all to stop and wait for them, up to `timeout_seconds` each."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout_seconds)
