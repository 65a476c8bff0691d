"""A process with one arm in it: no arm's threads, memory or changes to a library touch another."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from benchmarks.engine.arms.arm import Arm, Timed
from benchmarks.engine.timing import medians

Question = TypeVar("Question")
Result = TypeVar("Result")

#: A turn of fast work is this long, seconds: its median is that of a loop with warm caches, as in a service.
TURN_SECONDS = 0.1


class ArmProcess(Generic[Question, Result]):
    """An arm elsewhere. What it raises is raised here."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def once(self, question: Question) -> Timed[Result]:
        """Have it do the work once."""
        return self.turn(question, seconds=0)

    def turn(self, question: Question, seconds: float = TURN_SECONDS) -> Timed[Result]:
        """Have it do the work again and again for so long, at least once; the stages are medians."""
        timed: Timed[Result] = self._executor.submit(_turn, question, seconds).result()
        return timed


@contextmanager
def arm_process(load: Callable[[], Arm[Question, Result]]) -> Iterator[ArmProcess[Question, Result]]:
    """Start a process, load the arm in it, and end it afterwards."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as executor:
        executor.submit(_load, load).result()
        yield ArmProcess(executor)


_arm: Arm[Any, Any]


def _load(load: Callable[[], Arm[Any, Any]]) -> None:
    global _arm
    _arm = load()


def _turn(question: object, seconds: float) -> Timed[Any]:
    end = time.perf_counter() + seconds
    answers = [_arm.answer(question)]
    while time.perf_counter() < end:
        answers.append(_arm.answer(question))
    return Timed(stages=medians([each.stages for each in answers]), result=answers[-1].result)
