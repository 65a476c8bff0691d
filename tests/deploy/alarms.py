"""Which lines the template's metric filters count, and when its alarms ring, by CloudWatch's documentation.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.deploy.template import Json, resources

MINUTE = 60
_TERM = re.compile(r"\$\.(\w+) (>= 0|IS NULL)")
_STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {"Sum": sum, "Minimum": min}
_COMPARISONS = {"GreaterThanThreshold": operator.gt, "LessThanThreshold": operator.lt}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the log."""

    at: float  #: seconds
    fields: Json


@dataclass(frozen=True, kw_only=True)
class Point:
    """A value of a metric."""

    at: float
    value: float


def points_of(metric: str, lines: Sequence[Line]) -> list[Point]:
    """Return what the template's filters make of the lines."""
    filters = resources("AWS::Logs::MetricFilter").values()
    made = [
        (each["FilterPattern"], change["MetricValue"])
        for each in filters
        for change in each["MetricTransformations"]
        if change["MetricName"] == metric
    ]
    return [
        Point(at=line.at, value=_value(value, line.fields))
        for line in lines
        for pattern, value in made
        if _matches(pattern, line.fields)
    ]


def ringing(name: str, points: Sequence[Point], minutes: int) -> list[int]:
    """Return in which minutes an alarm of the template rings; the first that it can judge are left out."""
    alarm = resources("AWS::CloudWatch::Alarm")[name]
    first = alarm["Period"] * alarm["EvaluationPeriods"] // MINUTE
    return [minute for minute in range(first, minutes) if _rings(alarm, points, minute * MINUTE)]


def _rings(alarm: Json, points: Sequence[Point], now: int) -> bool:
    period, periods = alarm["Period"], alarm["EvaluationPeriods"]
    starts = [now - period * (number + 1) for number in range(periods)]
    spans = [[each.value for each in points if start <= each.at < start + period] for start in starts]
    breaching = sum(_breaches(alarm, span) for span in spans)
    return bool(breaching >= (alarm.get("DatapointsToAlarm") or periods))


def _breaches(alarm: Json, values: Sequence[float]) -> bool:
    if not values:
        return bool(alarm["TreatMissingData"] == "breaching")
    compared = _COMPARISONS[alarm["ComparisonOperator"]]
    return bool(compared(_STATISTICS[alarm["Statistic"]](values), alarm["Threshold"]))


def _matches(pattern: str, fields: Json) -> bool:
    terms = _TERM.findall(pattern)
    assert len(terms) == pattern.count("$.")
    return all(_holds(fields, name, relation) for name, relation in terms)


def _holds(fields: Json, name: str, relation: str) -> bool:
    if relation == "IS NULL":
        return name in fields and fields[name] is None
    return isinstance(fields.get(name), int | float) and bool(fields[name] >= 0)


def _value(told: str, fields: Json) -> float:
    return float(fields[told.removeprefix("$.")] if told.startswith("$.") else told)
