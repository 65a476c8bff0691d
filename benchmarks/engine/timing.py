"""Times taken in turns: in every round each that is compared has its turn, so that noise hits all alike."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Stages = Mapping[str, float]  #: milliseconds by stage


@dataclass(frozen=True, kw_only=True)
class Entrant(Generic[T]):
    """One that is compared."""

    take_turn: Callable[[], T]
    rounds: int  #: in how many it takes part: the slowest need not be in all


def interleaved(entrants: Mapping[str, Entrant[T]]) -> dict[str, list[T]]:
    """Run the rounds, in each of them one entrant after the other, and return everyone's results."""
    results: dict[str, list[T]] = {name: [] for name in entrants}
    for number in range(max((entrant.rounds for entrant in entrants.values()), default=0)):
        for name, entrant in entrants.items():
            if number < entrant.rounds:
                results[name].append(entrant.take_turn())
    return results


def medians(samples: Sequence[Stages]) -> dict[str, float]:
    """Return each stage's median over the samples, which all have the same stages."""
    return {stage: statistics.median(each[stage] for each in samples) for stage in samples[0]}
