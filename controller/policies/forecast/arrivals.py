"""How many images come in per second, in a steady flow.

All that ever arrived is what is unfinished and what was done. The estimate is the median over short spans
of time: a burst is one span's affair and is answered as the backlog that it is, not taken for a flow that
goes on; nor do miscounts matter, which come and go. Counts are late, so that an image may be counted both as
waiting and as done; but what has arrived never shrinks: where a later reading is lower, the earlier one was
too high. Spans before the first look count as empty.
"""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_SPAN_SECONDS = 10.0
_SPANS = 6


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """Readings of the last minute."""

    readings: tuple[tuple[float, float], ...] = ()  #: seconds since the epoch, images arrived until then


def note(arrivals: Arrivals, now: float, arrived: float) -> Arrivals:
    """Return the readings with this one; a second one at the same moment takes the first's place."""
    oldest = now - _SPAN_SECONDS * (_SPANS + 1)
    kept = [reading for reading in arrivals.readings if oldest <= reading[0] < now]
    return Arrivals(readings=(*kept, (now, arrived)))


def per_second(arrivals: Arrivals, now: float) -> float:
    """Return images per second."""
    edges = [now - _SPAN_SECONDS * number for number in range(_SPANS, -1, -1)]
    levels = [_level(arrivals.readings, edge) for edge in edges]
    return max(0.0, median(later - earlier for earlier, later in pairwise(levels)) / _SPAN_SECONDS)


def _level(readings: tuple[tuple[float, float], ...], edge: float) -> float:
    """Return what had arrived by then at most."""
    return min(arrived for at, arrived in readings if at >= edge)
