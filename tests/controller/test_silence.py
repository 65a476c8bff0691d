"""For how long workers have said nothing new."""

from controller.silence import Silence
from pipeline.heartbeat import Heartbeat, WorkerState
from tests.controller.clock import Clock


def said(at: float) -> dict[str, Heartbeat]:
    heartbeat = Heartbeat(
        worker_id="a",
        state=WorkerState.BUSY,
        slots=1,
        images_done=0,
        mean_service_seconds=0.0,
        reported_at=at,
    )
    return {"a": heartbeat}


def test_silence_adds_up_until_the_next_word() -> None:
    clock = Clock()
    silence, counted = Silence(clock=clock, longest_step=15), []

    for word in (1, 1, 1, 2, 2):
        counted.append(silence.after(said(word))["a"])
        clock.now += 5

    assert counted == [0, 5, 10, 0, 5]


def test_who_is_seen_for_the_first_time_is_not_silent_whatever_its_clock_says() -> None:
    clock = Clock()
    silence = Silence(clock=clock, longest_step=15)
    silence.after({})
    clock.now += 5

    assert silence.after(said(-1000)) == {"a": 0}


def test_time_in_which_nobody_looked_hardly_counts() -> None:
    clock = Clock()
    silence = Silence(clock=clock, longest_step=15)
    silence.after(said(1))

    clock.now += 3600  # a laptop that slept

    assert silence.after(said(1)) == {"a": 15}


def test_time_around_a_reading_that_failed_does_not_count() -> None:
    clock = Clock()
    silence = Silence(clock=clock, longest_step=15)
    silence.after(said(1))
    clock.now += 5
    silence.interrupted()
    clock.now += 5

    assert silence.after(said(1)) == {"a": 0}
    clock.now += 5
    assert silence.after(said(1)) == {"a": 5}


def test_a_clock_that_is_set_back_makes_nobody_less_silent() -> None:
    clock = Clock()
    silence = Silence(clock=clock, longest_step=15)
    silence.after(said(1))
    clock.now += 5
    silence.after(said(1))

    clock.now -= 100

    assert silence.after(said(1)) == {"a": 5}
