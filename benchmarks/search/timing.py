"""Milliseconds that something takes."""

import statistics
import time
from collections.abc import Callable, Iterable


def milliseconds(action: Callable[[], object]) -> float:
    """Return how long it took."""
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def median_ms(actions: Iterable[Callable[[], object]]) -> float:
    """Return the median over these, done one after the other."""
    return statistics.median(map(milliseconds, actions))
