"""What a user's signals mean: the first asks the run to stop, every further one to hurry."""

import signal
import threading
from types import FrameType


def stop_and_hurry() -> tuple[threading.Event, threading.Event]:
    """Return the two events, which Ctrl-C, SIGTERM and a closed terminal set from now on."""
    stop, hurry = threading.Event(), threading.Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            hurry.set()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return stop, hurry
