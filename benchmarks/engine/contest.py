"""Lets arms do the same work, round after round."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from benchmarks.engine.arms.arm import Arm, Timed
from benchmarks.engine.arms.process import ArmProcess, arm_process
from benchmarks.engine.timing import Entrant, interleaved, medians

Question = TypeVar("Question")
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Contestant(Generic[Question, Result]):
    """An arm that is not loaded yet."""

    name: str
    load: Callable[[], Arm[Question, Result]]
    most_rounds: int = 1000  #: for those whose every turn takes seconds


class Contest(Generic[Question, Result]):
    """Arms that are loaded, each in its process."""

    def __init__(
        self,
        contestants: Sequence[Contestant[Question, Result]],
        processes: Mapping[str, ArmProcess[Question, Result]],
    ) -> None:
        self._most_rounds = {each.name: each.most_rounds for each in contestants}
        self._processes = processes

    def compare(
        self, question: Question, rounds: int, without: Sequence[str] = ()
    ) -> dict[str, Timed[Result]]:
        """Return every arm's last result and the medians over its turns."""
        entrants = {
            name: Entrant(
                take_turn=partial(process.turn, question), rounds=min(rounds, self._most_rounds[name])
            )
            for name, process in self._processes.items()
            if name not in without
        }
        return {
            name: Timed(stages=medians([turn.stages for turn in turns]), result=turns[-1].result)
            for name, turns in interleaved(entrants).items()
        }

    def warm_up(self, question: Question) -> None:
        """Have every arm do some work, since its first pays for what is made once."""
        for process in self._processes.values():
            process.once(question)

    def once(self, name: str, question: Question) -> Result:
        """Return one arm's result, where time does not matter."""
        return self._processes[name].once(question).result


@contextmanager
def contest(
    contestants: Sequence[Contestant[Question, Result]],
) -> Iterator[Contest[Question, Result]]:
    """Load all arms, and end their processes afterwards."""
    with ExitStack() as stack:
        processes = {each.name: stack.enter_context(arm_process(each.load)) for each in contestants}
        yield Contest(contestants, processes)
