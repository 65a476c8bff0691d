"""CloudWatch alarms on one-minute periods."""

from collections.abc import Callable, Sequence

from controller.simulator.scaler import Metric, Point, View

_PERIOD = 60.0


def in_alarm(points: Sequence[Point], datapoints: int, breaches: Callable[[float], bool]) -> bool:
    """Return whether so many points in a row, with no gap, breach. Fewer points are insufficient data."""
    latest = points[-datapoints:]
    if len(latest) < datapoints or latest[-1].end - latest[0].end > (datapoints - 0.5) * _PERIOD:
        return False
    return all(breaches(point.value) for point in latest)


def ratio(view: View, metric: Metric, to: Metric, periods: int) -> list[Point]:
    """Return one metric over another as metric math does: no point where one is missing or divides by 0."""
    below = {point.end: point.value for point in view.cloudwatch(to, periods)}
    return [
        Point(end=point.end, value=point.value / below[point.end])
        for point in view.cloudwatch(metric, periods)
        if below.get(point.end)
    ]
