"""A client tries again while the server is away, as long and as gently as it was told."""

import threading
from collections.abc import Callable

import pytest

from scripts.client.failures import Interrupted, Unreachable
from scripts.client.patience import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Patience, pauses


class InstantStop(threading.Event):
    """A stop whose waits take no time and are written down; the clock moves by them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        if timeout:
            self.waits.append(timeout)
            self.now += timeout
        return self.is_set()


def failing(times: int, retry_after_seconds: float = 0.0) -> Callable[[], str]:
    """Return an attempt that fails some times and then works."""
    left = [times]

    def attempt() -> str:
        if left[0] > 0:
            left[0] -= 1
            raise Unreachable("away", retry_after_seconds)
        return "answer"

    return attempt


def test_an_attempt_is_repeated_until_somebody_answers() -> None:
    stop = InstantStop()

    answer = Patience(60, stop, clock=lambda: stop.now).until_answered(failing(5))

    assert answer == "answer"
    assert len(stop.waits) == 5


def test_pauses_double_up_to_a_ceiling() -> None:
    first = [pause for pause, _ in zip(pauses(), range(12), strict=False)]

    assert first[:3] == [FIRST_PAUSE_SECONDS, 2 * FIRST_PAUSE_SECONDS, 4 * FIRST_PAUSE_SECONDS]
    assert max(first) == first[-1] == LONGEST_PAUSE_SECONDS


def test_nobody_comes_back_earlier_than_the_server_asked() -> None:
    stop = InstantStop()

    Patience(60, stop, clock=lambda: stop.now).until_answered(failing(2, retry_after_seconds=7))

    assert all(7 <= wait <= 8.75 for wait in stop.waits)


def test_patience_ends_with_the_last_failure() -> None:
    stop = InstantStop()

    with pytest.raises(Unreachable):
        Patience(30, stop, clock=lambda: stop.now).until_answered(failing(1000))

    assert stop.now <= 30


def test_without_patience_one_attempt_is_made() -> None:
    stop = InstantStop()

    with pytest.raises(Unreachable):
        Patience(0, stop, clock=lambda: stop.now).until_answered(failing(1))

    assert stop.waits == []


def test_stopping_ends_the_waiting_at_once() -> None:
    stop = threading.Event()

    def attempt() -> str:
        stop.set()
        raise Unreachable("away", 3600)

    with pytest.raises(Interrupted):
        Patience(10_000, stop).until_answered(attempt)


def test_an_outage_is_told_once_and_the_next_one_again() -> None:
    stop = InstantStop()
    told: list[Unreachable] = []
    patience = Patience(60, stop, on_outage=told.append, clock=lambda: stop.now)

    patience.until_answered(failing(3))
    patience.until_answered(failing(2))

    assert len(told) == 2
