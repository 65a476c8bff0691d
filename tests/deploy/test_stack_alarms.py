"""The template's alarms: what they watch, when they ring, and when they do not."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from controller.decision import Decision
from controller.telling import DecisionLog
from tests.controller.clock import Clock
from tests.controller.observations import busy, observed
from tests.deploy.alarms import MINUTE, Line, points_of, ringing
from tests.deploy.template import Json, resources, template

ALARMS = {
    # the web tier takes dead letters at once, and what AWS moves there does not count as sent
    "DeadLettersAlarm": ("AWS/SQS", "NumberOfMessagesReceived", "Sum", "GreaterThanThreshold", 0),
    "OldRequestsAlarm": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", "GreaterThanThreshold", 300),
    "ControllerSilentAlarm": ("own", "Decisions", "Sum", "LessThanThreshold", 1),
    "ControllerBlindAlarm": ("own", "Holds", "Minimum", "GreaterThanThreshold", 0),
    "WebErrorsAlarm": ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", "GreaterThanThreshold", 10),
    "WebGoneAlarm": ("AWS/ApplicationELB", "HealthyHostCount", "Maximum", "LessThanThreshold", 1),
}

#: Seconds between looks: all is well; one, three calls reach nobody; one, two wait for answers, thrice each.
LOOKS = [2, 17, 45, 92, 186]
SIGHT = Decision(wanted=1, reason="One is right.", figures={"ready": 1})
BLIND = Decision(wanted=None, reason="Hold.")


def test_somebody_is_told_when_something_is_wrong() -> None:
    alarms = resources("AWS::CloudWatch::Alarm")

    assert {name: _watched(alarm) for name, alarm in alarms.items()} == ALARMS
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in alarms.values())


def _watched(alarm: Json) -> tuple[Any, ...]:
    namespace = alarm["Namespace"] if isinstance(alarm["Namespace"], str) else "own"
    return namespace, *(
        alarm[name] for name in ("MetricName", "Statistic", "ComparisonOperator", "Threshold")
    )


@pytest.mark.parametrize("name", ["ControllerSilentAlarm", "WebGoneAlarm"])
def test_silence_is_an_alarm_that_nobody_hears_while_the_stack_is_being_made(name: str) -> None:
    assert resources("AWS::CloudWatch::Alarm")[name]["TreatMissingData"] == "breaching"
    # it rings at once, and is to have rung before there is somebody to be told
    assert "DependsOn" not in template()["Resources"][name]
    assert template()["Resources"]["AlarmSubscription"]["DependsOn"] == "WebGroup"


def test_alarms_watch_figures_that_the_controllers_lines_make() -> None:
    made = {
        change["MetricName"]: change["MetricNamespace"]
        for filter in resources("AWS::Logs::MetricFilter").values()
        for change in filter["MetricTransformations"]
    }
    own = [
        each for each in resources("AWS::CloudWatch::Alarm").values() if isinstance(each["Namespace"], dict)
    ]

    assert len(own) == 2
    for alarm in own:
        assert made[alarm["MetricName"]] == alarm["Namespace"]


@pytest.mark.parametrize(("metric", "value"), [("WorkersWanted", 1), ("WorkersReady", 1), ("Decisions", 1)])
def test_a_decision_is_counted(metric: str, value: float) -> None:
    lines = told(every=2, minutes=1, decided=lambda _second: SIGHT)

    assert [point.value for point in points_of(metric, lines)] == [value]


@pytest.mark.parametrize("every", LOOKS)
def test_a_controller_that_sees_nothing_rings_within_ten_minutes_for_as_long_as_it_is_blind(
    every: int,
) -> None:
    lines = told(every=every, minutes=90, decided=lambda second: SIGHT if second < 20 * MINUTE else BLIND)

    minutes = ringing("ControllerBlindAlarm", points_of("Holds", lines), 90)

    assert 20 < minutes[0] <= 30
    assert minutes == list(range(minutes[0], 90))


def test_a_reading_that_is_missing_now_and_then_alarms_nobody() -> None:
    lines = told(every=2, minutes=60, decided=lambda second: BLIND if second % 20 == 0 else SIGHT)

    holds = points_of("Holds", lines)

    assert sum(point.value for point in holds) == 180
    assert ringing("ControllerBlindAlarm", holds, 60) == []


@pytest.mark.parametrize("every", LOOKS)
@pytest.mark.parametrize("decision", [SIGHT, BLIND])
def test_a_controller_that_decides_is_not_silent(every: int, decision: Decision) -> None:
    lines = told(every=every, minutes=60, decided=lambda _second: decision)

    assert ringing("ControllerSilentAlarm", points_of("Decisions", lines), 60) == []


def test_a_controller_that_has_stopped_is_silent_after_ten_minutes() -> None:
    lines = told(every=2, minutes=20, decided=lambda _second: SIGHT)

    assert ringing("ControllerSilentAlarm", points_of("Decisions", lines), 35) == [30, 31, 32, 33, 34]


def told(*, every: int, minutes: int, decided: Callable[[int], Decision]) -> list[Line]:
    """Return the lines that a controller leaves, looking every so many seconds."""
    clock = Clock(now=0.0)
    log = DecisionLog(clock)
    with capture_logs() as lines:
        for second in range(0, minutes * MINUTE, every):
            clock.now = float(second)
            log.note(replace(observed(1, 0, busy("a")), now=clock.now), decided(second))
    return [
        Line(at=line["now"], fields=json.loads(json.dumps(line)))
        for line in lines
        if line["log_level"] == "info"
    ]
