"""Holds a contest: all bouts, then the bounds at our own waits."""

from collections.abc import Collection, Mapping, Sequence

from controller.simulator.contest import Bout, Question, Source, answer, on_all_cores, play
from controller.simulator.entrants import OURS
from controller.simulator.least import Least
from controller.simulator.outcome import Outcome
from controller.simulator.progress import progress
from controller.simulator.results import Results


def held(
    sources: Sequence[Source],
    scalers: Sequence[str],
    seeds: Sequence[int],
    bounded: Collection[str],
    processes: int,
) -> Results:
    """Return what came of it; workloads named in `bounded` get bounds. Raises UnreadableTrace."""
    bouts = [Bout(source, scaler, seed) for source in sources for scaler in scalers for seed in seeds]
    with progress("runs", len(bouts)) as done:
        played = dict(zip(bouts, on_all_cores(play, bouts, processes, done), strict=True))
    outcomes = {
        (source.name, scaler): [played[Bout(source, scaler, seed)] for seed in seeds]
        for source in sources
        for scaler in scalers
    }
    ours = {bout: found for bout, found in played.items() if bout.scaler == OURS}
    return Results(outcomes=outcomes, bounds=_bounds(ours, bounded, processes))


def _bounds(ours: Mapping[Bout, Outcome], bounded: Collection[str], processes: int) -> dict[str, list[Least]]:
    """Return the bounds for each seed at the p95 wait that our policy had with it."""
    questions = [
        Question(bout.source, bout.seed, found.p95_wait_s)
        for bout, found in ours.items()
        if bout.source.name in bounded
    ]
    with progress("bounds", len(questions)) as done:
        answers = on_all_cores(answer, questions, processes, done)
    by_workload: dict[str, list[Least]] = {}
    for question, found in zip(questions, answers, strict=True):
        by_workload.setdefault(question.source.name, []).append(found)
    return by_workload
