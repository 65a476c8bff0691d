"""What rules get to see: exact in a quiet world; late, and a little wrong, in the real one."""

from dataclasses import replace

import numpy as np
import pytest

from controller.observation import Condition
from controller.simulator.physics import Physics
from controller.simulator.scaler import Launch, Metric, Order, Point, View
from tests.simulator.worlds import ONE, Asked, Told, images, lived, many

CALM = Physics.quiet(service_cv=0.0)


def visible(rule: Told) -> list[int]:
    return [moment.depth.visible for moment in rule.seen if moment.depth is not None]


def test_counts_are_exact_in_a_quiet_world() -> None:
    rule = Told({})

    lived(images(10.0, 20.0, 20.5), rule, CALM)

    assert [visible(rule)[second] for second in (9, 10, 21, 30)] == [0, 1, 3, 3]


def test_counts_are_late_but_not_later_than_the_lag() -> None:
    rule = Told({})
    workload = images(*np.arange(0.0, 300.0).tolist())

    lived(workload, rule, replace(CALM, count_lag=10.0))

    lags = np.array(
        [moment.now - count for moment, count in zip(rule.seen, visible(rule), strict=True)][:300]
    )
    assert lags.max() <= 11.0
    assert 2.0 < lags.mean() < 6.0
    assert np.all(np.diff(visible(rule)) >= 0)  # time does not run backwards


def test_now_and_then_counts_stand_still_for_a_minute() -> None:
    rule = Told({})

    lived(images(5.0), rule, replace(CALM, count_lag=10.0, long_lag_share=1.0))

    assert visible(rule)[58] == 0
    assert visible(rule)[62] == 1


def test_some_counts_are_one_off_and_none_is_below_zero() -> None:
    rule = Told({})

    lived(images(3000.0), rule, replace(CALM, count_lag=1.0, phantoms=0.2))

    before = visible(rule)[:2900]
    assert set(before) == {0, 1}
    assert 0.05 < np.mean(before) < 0.15


def test_a_look_that_fails_is_missing_and_not_zero() -> None:
    rule = Told({})

    lived(many(1.0, 100.0), rule, replace(CALM, unread=0.5))

    missing = [moment for moment in rule.seen if moment.depth is None]
    assert 0.4 < len(missing) / len(rule.seen) < 0.6
    assert all(moment.missing and moment.workers == () for moment in missing)


def test_reports_change_at_once_but_not_twice_a_second() -> None:
    # three short images within one second: the worker says busy, and a second later idle
    quick = Physics.quiet(service_cv=0.0, service_seconds=0.05)
    rule = Told(ONE)
    rule.tick_seconds = 0.1

    lived(images(60.0, 60.3, 60.6), rule, quick)

    seen = [(moment.now, each) for moment in rule.seen for each in moment.workers or () if moment.now < 64]
    busy = [now for now, each in seen if each.condition is Condition.BUSY]
    assert busy
    assert max(busy) - min(busy) < 1.0
    assert min(busy) >= 60.0
    assert seen[-1][1].images_done in (0, 1, 3)


def test_a_worker_that_stays_as_it_is_reports_every_five_seconds() -> None:
    slow = Physics.quiet(service_cv=0.0, service_seconds=1.0, slots=1)
    rule = Told(ONE)

    lived(images(*[60.0] * 30), rule, slow)

    done = [each.images_done for moment in rule.seen for each in moment.workers or () if 60 < moment.now < 89]
    assert max(np.diff(done)) == 5
    assert len(set(done)) in (6, 7)


def points(physics: Physics, metric: Metric, *, at: float, arrivals: tuple[float, ...]) -> list[Point]:
    """Return what CloudWatch showed at the first look after `at`."""
    shown: list[Point] = []

    def look(view: View) -> list[Order]:
        if at <= view.now < at + 1:
            shown.extend(view.cloudwatch(metric, 15))
        return [Launch(1)] if view.now < 1 else []

    lived(images(*arrivals, duration=at + 10), Asked(look), physics)
    return shown


def test_metrics_come_once_a_minute_and_late() -> None:
    shown = points(CALM, Metric.VISIBLE, at=600.0, arrivals=(130.0, 131.0))

    assert len(shown) > 5
    assert np.diff([point.end for point in shown]) == pytest.approx(60.0)
    assert 60.0 <= 600.0 - shown[-1].end <= 121.0


def test_the_group_has_metrics_of_its_own() -> None:
    shown = points(CALM, Metric.IN_SERVICE, at=600.0, arrivals=(0.0,))

    assert shown[-1].value == 1


def test_a_queue_that_was_not_used_for_long_has_no_metrics_for_a_while() -> None:
    asleep = replace(CALM, quiet_before=7 * 3600.0, activation_delay=900.0)

    early = points(asleep, Metric.VISIBLE, at=60.0, arrivals=(0.0, 1.0))
    late = points(asleep, Metric.VISIBLE, at=1200.0, arrivals=(0.0, 1.0))

    assert early == []
    assert late != []
