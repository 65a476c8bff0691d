"""Background loops: they survive what fails and stop when told."""

import threading

from pipeline.errors import ServiceUnavailable
from tests.waiting import wait_until
from web_tier.background import Background, Loop


def test_a_step_that_fails_is_tried_again() -> None:
    failures: list[Exception] = [ServiceUnavailable(), RuntimeError("unforeseen")]
    done = []

    def step() -> None:
        if failures:
            raise failures.pop()
        done.append(True)

    loop = Loop("test", step)

    assert [loop.try_once() for _ in range(3)] == [False, False, True]
    assert done == [True]


def test_a_pause_ends_at_once_when_the_loop_is_told_to_stop() -> None:
    steps = threading.Event()
    background = Background([Loop("test", steps.set, pause_seconds=3600)])
    background.start()
    assert steps.wait(10)

    background.stop(timeout_seconds=10)

    wait_until(lambda: all(thread.name != "test" for thread in threading.enumerate()), seconds=10)
