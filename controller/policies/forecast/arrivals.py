"""How many images come in per second in a steady flow, and how often work begins.

All that ever arrived is what is unfinished and what was done. The flow is the median over short spans of
time: a burst is one span's affair and is answered as the backlog that it is, not taken for a flow that
goes on; nor do miscounts matter, which come and go. What comes now and then is no flow but may recur: work
begins in each span that brought something after one that brought nothing, so that a burst is one beginning.

Counts are late, so that an image may be counted both as waiting and as done; but what has arrived never
shrinks: where a later reading is lower, the earlier one was too high. Spans before the first look count as
empty.
"""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_SPAN_SECONDS = 10.0
_FLOW_SPANS = 6
_ONSET_SPANS = 24
#: How far back beginnings of work count.
ONSETS_SECONDS = _SPAN_SECONDS * _ONSET_SPANS


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """Readings of the last minutes."""

    readings: tuple[tuple[float, float], ...] = ()  #: seconds since the epoch, images arrived until then


def note(arrivals: Arrivals, now: float, arrived: float) -> Arrivals:
    """Return the readings with this one; a second one at the same moment takes the first's place."""
    oldest = now - ONSETS_SECONDS - 2 * _SPAN_SECONDS
    kept = [reading for reading in arrivals.readings if oldest <= reading[0] < now]
    return Arrivals(readings=(*kept, (now, arrived)))


def per_second(arrivals: Arrivals, now: float) -> float:
    """Return images per second."""
    return median(_spans(arrivals, now, _FLOW_SPANS)) / _SPAN_SECONDS


def onsets(arrivals: Arrivals, now: float) -> int:
    """Return how often work began within the last `ONSETS_SECONDS`."""
    came = [images > 0 for images in _spans(arrivals, now, _ONSET_SPANS + 1)]
    return sum(later and not earlier for earlier, later in pairwise(came))


def _spans(arrivals: Arrivals, now: float, spans: int) -> list[float]:
    """Return what arrived in each of the last spans."""
    edges = [now - _SPAN_SECONDS * number for number in range(spans, -1, -1)]
    return [later - earlier for earlier, later in pairwise(_levels(arrivals.readings, edges))]


def _levels(readings: tuple[tuple[float, float], ...], edges: list[float]) -> list[float]:
    """Return what had arrived by each edge at most; the last reading is not older than the last edge."""
    rest = list(readings)
    least, levels = rest[-1][1], []
    for edge in reversed(edges):
        while rest and rest[-1][0] >= edge:
            least = min(least, rest.pop()[1])
        levels.append(least)
    return levels[::-1]
