"""Failures in a row: how they are logged, how long is waited, and when a failed job is tried again."""

import pytest
from structlog.testing import capture_logs

from app_tier.holding import Held
from app_tier.returning import Returns, after_outage
from app_tier.setbacks import Setbacks
from pipeline.queues.memory import MemoryQueue


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail_after_each_pause(setbacks: Setbacks, clock: Clock, times: int) -> list[float]:
    pauses = []
    for _ in range(times):
        setbacks.failed(ValueError())
        pauses.append(setbacks.pause_seconds)
        clock.now += setbacks.pause_seconds
    return pauses


def test_pauses_grow_to_a_limit_and_end_with_the_first_success() -> None:
    clock = Clock()
    setbacks = Setbacks("trying", clock)

    assert setbacks.pause_seconds == 0
    assert fail_after_each_pause(setbacks, clock, 6) == [0.5, 1, 2, 4, 5, 5]
    setbacks.recovered()
    assert setbacks.pause_seconds == 0


def test_many_failures_at_once_are_one_setback() -> None:
    setbacks = Setbacks("trying", Clock())

    for _ in range(9):
        setbacks.failed(ValueError())

    assert setbacks.pause_seconds == 0.5


def test_a_streak_is_logged_once_and_so_is_its_end() -> None:
    clock = Clock()
    setbacks = Setbacks("trying", clock)

    with capture_logs() as lines:
        for _ in range(2):
            fail_after_each_pause(setbacks, clock, 5)
            setbacks.recovered()
            setbacks.recovered()

    assert [line["log_level"] for line in lines] == ["warning", "info"] * 2


def test_a_loop_survives_whatever_its_step_raises() -> None:
    setbacks = Setbacks("trying")

    with setbacks.survived():
        raise ZeroDivisionError
    assert setbacks.pause_seconds > 0
    with setbacks.survived():
        pass
    assert setbacks.pause_seconds == 0


@pytest.mark.parametrize(("tries", "seconds"), [(1, 0), (2, 1), (3, 3), (4, 7), (5, 0), (6, 0)])
def test_after_a_crash_a_job_is_tried_again_at_once_and_then_ever_later(tries: int, seconds: int) -> None:
    held = Held(MemoryQueue(), capacity=1, visibility_seconds=60, on_change=lambda _held: None)
    returns = Returns(held=held, storage=Setbacks("storing"), max_receives=5, on_return=lambda: None)

    assert returns.after_crash(tries) == seconds


def test_an_outage_of_a_minute_does_not_use_up_the_tries() -> None:
    assert sum(after_outage(tries) for tries in range(1, 5)) > 60
    assert after_outage(1000) == 300
