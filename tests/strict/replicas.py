"""Two servers that answer the same question in turn, one of them late."""

import itertools
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Replicas(Generic[T]):
    """Is told by the second what the true answer is."""

    def __init__(self) -> None:
        self.late_seconds = 0  #: how old the answers of the late one are
        self._past: deque[T] = deque(maxlen=60)
        self._turns = itertools.cycle([True, False])

    def note(self, truth: T) -> None:
        """Remember what the answer is in this second."""
        self._past.append(truth)

    def answer(self, truth: T) -> T:
        """Return the true answer of now, or, every second time, the old one."""
        past = [*self._past, truth]
        is_late = self.late_seconds and next(self._turns)
        return past[max(0, len(past) - 1 - self.late_seconds)] if is_late else truth
