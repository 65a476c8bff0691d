"""Arms without any model, for tests of what runs them."""

import os

from benchmarks.engine.arms.arm import Timed


class Doubling:
    """Doubles numbers, and says in which process."""

    def answer(self, question: int) -> Timed[tuple[int, int]]:
        """Return the double and the process's id."""
        return Timed(stages={"double": 1.0}, result=(2 * question, os.getpid()))


class Counting:
    """Counts its calls, and says that each took longer than the last one."""

    def __init__(self) -> None:
        self._calls = 0

    def answer(self, question: int) -> Timed[int]:
        """Return how often it was called."""
        self._calls += 1
        return Timed(stages={"count": float(self._calls)}, result=self._calls)


def broken() -> Doubling:
    """Load an arm in vain."""
    raise LookupError("the weights are gone")
