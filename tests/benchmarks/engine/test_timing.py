"""Turns: everyone has one in every round, and what is reported is the median."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from app_tier.engine.stopwatch import Stopwatch
from benchmarks.engine.timing import Entrant, interleaved, medians


def test_in_every_round_each_entrant_has_its_turn_before_any_has_a_second_one() -> None:
    order: list[str] = []

    interleaved({name: Entrant(take_turn=partial(order.append, name), rounds=2) for name in "ab"})

    assert order == ["a", "b", "a", "b"]


def test_a_slow_entrant_leaves_after_its_own_number_of_rounds() -> None:
    order: list[str] = []

    def entrant(name: str, rounds: int) -> Entrant[None]:
        return Entrant(take_turn=partial(order.append, name), rounds=rounds)

    interleaved({"slow": entrant("slow", 1), "fast": entrant("fast", 3)})

    assert order == ["slow", "fast", "fast", "fast"]


def test_everyone_gets_back_the_results_of_their_own_turns() -> None:
    def counting() -> Callable[[], int]:
        return partial(next, iter(range(10)))

    results = interleaved(
        {"one": Entrant(take_turn=counting(), rounds=1), "three": Entrant(take_turn=counting(), rounds=3)}
    )

    assert results == {"one": [0], "three": [0, 1, 2]}


def test_nobody_takes_no_time() -> None:
    assert interleaved({}) == {}


def test_each_stage_has_its_own_median() -> None:
    samples = [{"detect": 1.0, "embed": 9.0}, {"detect": 50.0, "embed": 3.0}, {"detect": 2.0, "embed": 4.0}]

    assert medians(samples) == {"detect": 2.0, "embed": 4.0}


def test_a_stopwatch_splits_the_time_into_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([1.0, 1.25, 1.75])
    monkeypatch.setattr(time, "perf_counter", lambda: next(seconds))

    watch = Stopwatch()
    watch.lap("first")
    watch.lap("second")

    assert watch.stages == {"first": 250, "second": 500}
