"""Launches that fail are tried again with growing pauses."""

import pytest

from controller.backoff import Backoff
from controller.launches import Launches
from tests.controller.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def launches(clock: Clock) -> Launches:
    return Launches(backoff=Backoff(first_seconds=2, most_seconds=60), steady_seconds=10, clock=clock)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (10_000, 60)]
)
def test_pauses_double_up_to_a_bound(failures: int, seconds: float) -> None:
    assert Backoff(first_seconds=2, most_seconds=60).pause_seconds(failures) == seconds


def test_a_death_at_the_start_pauses_launching(launches: Launches, clock: Clock) -> None:
    launches.launched("a")

    assert launches.ended("a", was_told=False)

    assert not launches.allowed()
    clock.now += 2
    assert launches.allowed()


def test_a_second_death_pauses_it_longer(launches: Launches, clock: Clock) -> None:
    for worker_id in "ab":
        launches.launched(worker_id)
        launches.ended(worker_id, was_told=False)

    clock.now += 3
    assert not launches.allowed()


def test_a_drained_worker_and_a_steady_one_are_no_failures(launches: Launches, clock: Clock) -> None:
    launches.launched("told")
    assert not launches.ended("told", was_told=True)
    launches.launched("steady")
    clock.now += 10
    assert not launches.ended("steady", was_told=False)

    assert launches.allowed()


def test_a_steady_worker_makes_up_for_earlier_failures(launches: Launches, clock: Clock) -> None:
    launches.launched("a")
    launches.ended("a", was_told=False)
    launches.launched("steady")
    clock.now += 10
    launches.ended("steady", was_told=False)
    launches.launched("b")
    launches.ended("b", was_told=False)

    clock.now += 2
    assert launches.allowed()
