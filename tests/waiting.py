"""Waiting for a condition with a deadline, the only way in which tests let time pass."""

import threading
import time
from collections.abc import Callable

_PAUSE = threading.Event()  # never set: `wait` on it is a pause between two looks


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.02) -> None:
    """Return as soon as the condition holds. Raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"still not so after {seconds} s")
        _PAUSE.wait(every)
