"""Our policy with other wait targets, beside the bounds at the waits that come of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from controller.simulator.contest import Question, Source, answer, on_all_cores
from controller.simulator.entrants import ours
from controller.simulator.least import Least
from controller.simulator.outcome import Outcome, outcome
from controller.simulator.plots import Step
from controller.simulator.simulate import simulate

WAIT_TARGETS = (1.0, 3.0, 10.0, 30.0, 100.0)  #: seconds


@dataclass(frozen=True)
class Trial:
    """One run of our policy with one wait target."""

    source: Source
    seed: int
    wait_target: float


def attempt(trial: Trial) -> Outcome:
    """Return the figures of that run."""
    physics = trial.source.world
    scaler = ours(physics, wait_target=trial.wait_target)
    return outcome(simulate(trial.source.drawn(trial.seed), scaler, physics, trial.seed))


def explore(source: Source, seeds: Sequence[int], processes: int, done: Callable[[], object]) -> list[Step]:
    """Return a step for each wait target; `done` is called twice for each of its seeds."""
    trials = [Trial(source, seed, target) for target in WAIT_TARGETS for seed in seeds]
    outcomes = on_all_cores(attempt, trials, processes, done)
    questions = [
        Question(source, trial.seed, found.p95_wait_s) for trial, found in zip(trials, outcomes, strict=True)
    ]
    bounds = on_all_cores(answer, questions, processes, done)
    rows = list(zip(trials, outcomes, bounds, strict=True))
    return [
        _step(target, [(each, least) for trial, each, least in rows if trial.wait_target == target])
        for target in WAIT_TARGETS
    ]


def _step(target: float, rows: Sequence[tuple[Outcome, Least]]) -> Step:
    alone = [least.burst_by_burst for _, least in rows if least.burst_by_burst is not None]
    return Step(
        wait_target=target,
        p95_wait_s=fmean(each.p95_wait_s for each, _ in rows),
        billed_instance_s=fmean(each.billed_instance_s for each, _ in rows),
        clairvoyant_s=fmean(least.clairvoyant for _, least in rows),
        burst_by_burst_s=fmean(alone) if len(alone) == len(rows) else None,
    )
