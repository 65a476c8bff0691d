"""Several threads share one list of work."""

import threading

import pytest

from scripts.client.failures import Interrupted
from scripts.client.parallel import in_parallel


def test_all_work_is_done_once(stop: threading.Event) -> None:
    results = in_parallel(lambda n: n * n, range(100), concurrency=7, stop=stop)

    assert sorted(results) == [n * n for n in range(100)]


def test_as_many_are_under_way_as_was_said(stop: threading.Event) -> None:
    together = threading.Barrier(4, timeout=10)

    results = list(in_parallel(lambda n: together.wait() >= 0, range(4), concurrency=4, stop=stop))

    assert results == [True] * 4


def test_what_work_raises_is_raised_by_the_waiting_thread(stop: threading.Event) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_parallel(lambda n: 1 // n, [0], concurrency=2, stop=stop))


def test_nothing_is_begun_after_stopping_and_what_is_under_way_is_kept(stop: threading.Event) -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 2:
            stop.set()
        return number

    assert list(in_parallel(work, range(10), concurrency=1, stop=stop)) == [0, 1, 2]
    assert begun == [0, 1, 2]


def test_work_that_hangs_does_not_hold_up_the_end(
    stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.client.parallel.GRACE_SECONDS", 0.05)
    release = threading.Event()
    stop_when_hanging = threading.Timer(0.05, stop.set)
    stop_when_hanging.start()

    results = list(in_parallel(lambda n: release.wait(10), [1], concurrency=1, stop=stop))

    assert results == []
    release.set()
    stop_when_hanging.join()


def test_an_interrupted_piece_of_work_has_no_result(stop: threading.Event) -> None:
    def work(number: int) -> int:
        raise Interrupted

    assert list(in_parallel(work, [1], concurrency=1, stop=stop)) == []
