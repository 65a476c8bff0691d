"""Writes decisions into the log: one flat line each, with the reason as its text."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from controller.decision import Decision
from controller.observation import Condition, Observation, Worker
from pipeline import logs

log = logs.get_logger()

#: While nothing changes, one decision in this time is logged all the same: graphs are drawn from these lines.
_QUIET_SECONDS = 60.0
#: Of a larger fleet the workers are counted and not listed: a line is to stay under what log services take.
_MOST_LISTED = 100


class DecisionLog:
    """Tells news from what changes nothing, which is a detail."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wanted: int | None = -1  # nothing was decided yet, so that the first decision is news
        self._told_at = clock()

    def note(self, observation: Observation, decision: Decision) -> None:
        """Log what was decided, its figures, and what it was decided from."""
        write = log.info if self._is_news(decision) else log.debug
        write(
            decision.reason,
            **{
                **dict(_readings(observation)),
                **decision.figures,
                "wanted": decision.wanted,
                "start": decision.start,
                "drain": decision.drain,
                "retire": decision.retire,
            },
        )

    def _is_news(self, decision: Decision) -> bool:
        quiet = self._clock() - self._told_at < _QUIET_SECONDS
        if quiet and not decision.acts and decision.wanted == self._wanted:
            return False
        self._wanted, self._told_at = decision.wanted, self._clock()
        return True


def _readings(observation: Observation) -> Iterator[tuple[str, Any]]:
    """Yield an observation's parts. What could not be read is not there, and `missing` says why."""
    yield "now", observation.now
    yield "version", observation.version
    yield "missing", observation.missing
    yield "departed", len(observation.departed)
    yield "failed_launches", len(observation.failures)
    if observation.failures:
        yield "last_failure", observation.failures[-1].why
    if observation.depth is not None:
        yield from asdict(observation.depth).items()
    if observation.workers is not None:
        yield from _counts(observation.workers).items()
        if len(observation.workers) <= _MOST_LISTED:
            yield "workers", [asdict(each) for each in observation.workers]


def _counts(workers: Sequence[Worker]) -> Mapping[str, int]:
    """Return how many are in each condition."""
    found = Counter(each.condition for each in workers)
    return {str(condition): found[condition] for condition in Condition}
