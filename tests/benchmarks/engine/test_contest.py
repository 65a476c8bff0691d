"""Arms in processes of their own, which take turns."""

import os

import pytest

from benchmarks.engine.arms.process import arm_process
from benchmarks.engine.contest import Contestant, contest
from tests.benchmarks.engine.toy_arms import Counting, Doubling, broken

pytestmark = pytest.mark.slow


def test_an_arm_works_in_a_process_of_its_own() -> None:
    with arm_process(Doubling) as one, arm_process(Doubling) as other:
        double, its_process = one.once(21).result
        _, other_process = other.once(1).result

    assert double == 42
    assert len({os.getpid(), its_process, other_process}) == 3


def test_what_an_arm_raises_while_it_loads_is_raised_here() -> None:
    with pytest.raises(LookupError, match="the weights are gone"), arm_process(broken):
        pass


def test_a_turn_repeats_the_work_and_reports_the_median() -> None:
    with arm_process(Counting) as counting:
        turn = counting.turn(0, seconds=0.02)

    assert turn.result > 1
    assert turn.stages["count"] == (turn.result + 1) / 2


def test_once_is_once() -> None:
    with arm_process(Counting) as counting:
        results = [counting.once(0).result for _ in range(3)]

    assert results == [1, 2, 3]


def test_a_contest_lets_all_do_the_same_work_but_those_left_out() -> None:
    contestants = [Contestant(name=name, load=Doubling) for name in ("one", "other", "late")]

    with contest(contestants) as doubling:
        compared = doubling.compare(21, rounds=2, without=["late"])

    assert {name: timed.result[0] for name, timed in compared.items()} == {"one": 42, "other": 42}
    assert compared["one"].stages == {"double": 1.0}
