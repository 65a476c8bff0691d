"""The estimate of arrivals: a flow counts, a burst does not, and late or wrong counts do not matter."""

import random

import pytest

from controller.policies.forecast.arrivals import Arrivals, note, per_second
from tests.controller.observations import NOW


def estimated(*levels: tuple[float, float]) -> float:
    """Return the estimate at the last of these readings: seconds after NOW, images arrived by then."""
    arrivals = Arrivals()
    for seconds, arrived in levels:
        arrivals = note(arrivals, NOW + seconds, arrived)
    return per_second(arrivals, NOW + levels[-1][0])


def test_a_steady_flow_is_known_after_a_minute() -> None:
    assert estimated(*((seconds, 20 * seconds) for seconds in range(0, 64, 2))) == pytest.approx(20, rel=0.05)


def test_after_half_a_minute_half_of_it_is() -> None:
    flow = ((seconds, 20 * max(0, seconds - 30)) for seconds in range(0, 62, 2))

    assert estimated(*flow) == pytest.approx(10, rel=0.2)


def test_a_burst_is_no_flow() -> None:
    assert estimated(*((seconds, 600 if seconds > 50 else 0) for seconds in range(0, 62, 2))) == 0


def test_counts_that_are_late_while_a_backlog_is_worked_off_are_no_flow() -> None:
    rng = random.Random(1)
    backlog = {seconds: max(0, 600 - 10 * seconds) for seconds in range(-10, 62)}
    readings = [
        (seconds, backlog[seconds - rng.randint(0, 10)] + 10 * seconds) for seconds in range(0, 60, 2)
    ]

    assert estimated(*readings) < 1


def test_miscounts_of_one_are_no_flow() -> None:
    rng = random.Random(1)

    assert estimated(*((seconds, rng.choice([0, 0, 0, 1])) for seconds in range(0, 64, 2))) == 0


def test_a_flow_that_ended_is_soon_forgotten() -> None:
    flow = ((seconds, 20 * min(seconds, 60)) for seconds in range(0, 102, 2))

    assert estimated(*flow) == 0


def test_the_same_reading_twice_is_one_reading() -> None:
    once = note(Arrivals(), NOW, 5)

    assert note(once, NOW, 5) == once
