"""Decisions in the log."""

import json
from dataclasses import replace

from structlog.testing import capture_logs

from controller.decision import Decision
from controller.observation import LaunchFailure
from controller.telling import DecisionLog
from tests.controller.clock import Clock
from tests.controller.observations import NOW, busy, observed

ONE_IS_RIGHT = Decision(wanted=1, reason="One is right.")


def test_a_decision_is_one_flat_line_with_all_it_was_decided_from() -> None:
    decision = Decision(
        wanted=3,
        start=2,
        drain=("b",),
        retire=("c",),
        reason="Two more are worth their price.",
        figures={"forecast_backlog": 40.5, "ready": 1},
    )
    with capture_logs() as lines:
        DecisionLog(Clock()).note(observed(3, 1, busy("a")), decision)

    (line,) = lines
    assert line["event"] == "Two more are worth their price."
    assert (line["wanted"], line["start"], line["drain"], line["retire"]) == (3, 2, ("b",), ("c",))
    assert (line["forecast_backlog"], line["ready"]) == (40.5, 1)
    assert (line["now"], line["visible"], line["in_flight"]) == (NOW, 3, 1)
    assert (line["busy"], line["idle"], line["starting"]) == (1, 0, 0)
    assert [each["worker_id"] for each in line["workers"]] == ["a"]


def test_of_a_large_fleet_the_line_has_counts_and_stays_short() -> None:
    fleet = [busy(f"i-{number}") for number in range(1000)]

    with capture_logs() as lines:
        DecisionLog(Clock()).note(observed(5000, 2000, *fleet), ONE_IS_RIGHT)

    (line,) = lines
    assert line["busy"] == 1000
    assert len(json.dumps(line)) < 1000


def test_what_could_not_be_read_is_said_and_not_counted_as_nothing() -> None:
    blind = replace(
        observed(0, 0), depth=None, workers=None, missing=("the fleet cannot be read: throttled",)
    )

    with capture_logs() as lines:
        DecisionLog(Clock()).note(blind, Decision(wanted=None, reason="Hold."))

    (line,) = lines
    assert line["missing"] == ("the fleet cannot be read: throttled",)
    assert not {"visible", "in_flight", "busy", "workers"} & line.keys()


def test_the_newest_failed_launch_is_told_of() -> None:
    failures = (LaunchFailure(at=NOW - 9, why="the older"), LaunchFailure(at=NOW - 5, why="no capacity"))

    with capture_logs() as lines:
        DecisionLog(Clock()).note(replace(observed(0, 0), failures=failures), ONE_IS_RIGHT)

    assert (lines[0]["failed_launches"], lines[0]["last_failure"]) == (2, "no capacity")


def test_what_changes_nothing_is_a_detail() -> None:
    log, observation = DecisionLog(Clock()), observed(1, 0, busy("a"))
    none_is_right = Decision(wanted=0, reason="None is right.")

    with capture_logs() as lines:
        for decision in (ONE_IS_RIGHT, ONE_IS_RIGHT, ONE_IS_RIGHT, none_is_right):
            log.note(observation, decision)

    assert [(line["wanted"], line["log_level"]) for line in lines] == [
        (1, "info"),
        (1, "debug"),
        (1, "debug"),
        (0, "info"),
    ]


def test_what_acts_is_always_news() -> None:
    log, observation = DecisionLog(Clock()), observed(1, 0, busy("a"))
    drain = Decision(wanted=1, drain=("a",), reason="Drain one of an old version.")

    with capture_logs() as lines:
        log.note(observation, drain)
        log.note(observation, drain)

    assert [line["log_level"] for line in lines] == ["info", "info"]


def test_once_a_minute_one_is_told_even_so() -> None:
    clock = Clock(now=0.0)
    log, observation = DecisionLog(clock), observed(1, 0, busy("a"))

    with capture_logs() as lines:
        for clock.now in (0.0, 30.0, 59.0, 61.0, 90.0, 122.0):
            log.note(observation, ONE_IS_RIGHT)

    told = [line["log_level"] for line in lines]
    assert told == ["info", "debug", "debug", "info", "debug", "info"]
