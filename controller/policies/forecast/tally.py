"""Adds up what workers have done, each of which counts from its own start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from controller.observation import Worker


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Tries of images since the controller began to count."""

    done: int = 0
    returned: int = 0  #: tries that failed and went back to the queue
    #: Each present worker's own counts, done and returned; None before the first look.
    by_worker: Mapping[str, tuple[int, int]] | None = None


def count(tally: Tally, workers: Sequence[Worker]) -> Tally:
    """Return the tally with what was done since. What was done before the first look is not ours."""
    latest = {each.worker_id: (each.images_done, each.requests_returned) for each in workers}
    if tally.by_worker is None:
        return Tally(by_worker=latest)
    before = tally.by_worker
    # a worker that was restarted counts from zero again
    steps = [_step(before.get(name, (0, 0)), counts) for name, counts in latest.items()]
    return Tally(
        done=tally.done + sum(done for done, _ in steps),
        returned=tally.returned + sum(returned for _, returned in steps),
        by_worker=latest,
    )


def _step(before: tuple[int, int], now: tuple[int, int]) -> tuple[int, int]:
    return max(0, now[0] - before[0]), max(0, now[1] - before[1])
