"""Every rule on every workload with every seed, on all cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from controller.simulator import trace, workloads
from controller.simulator.entrants import ENTRANTS
from controller.simulator.least import Least, least
from controller.simulator.outcome import Outcome, outcome
from controller.simulator.physics import Physics
from controller.simulator.run import Run
from controller.simulator.simulate import simulate
from controller.simulator.workload import Workload

Q = TypeVar("Q")
T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """A workload by its name, or by the trace that it is read from."""

    name: str
    trace: Path | None = None

    def drawn(self, seed: int) -> Workload:
        """Return the seed's drawing; a trace is the same for all. Raises UnreadableTrace."""
        return trace.read(self.trace) if self.trace else workloads.drawn(self.name, seed)

    @property
    def world(self) -> Physics:
        """The world that it comes to; a trace comes to the usual one."""
        return Physics() if self.trace else workloads.world(self.name)


@dataclass(frozen=True)
class Bout:
    """One run: a rule on a seed's drawing of a workload."""

    source: Source
    scaler: str
    seed: int


@dataclass(frozen=True)
class Question:
    """What is the least that a seed's drawing can be served for with this p95 wait?"""

    source: Source
    seed: int
    wait: float


def run(bout: Bout) -> Run:
    """Return the whole course of one run."""
    physics, workload = bout.source.world, bout.source.drawn(bout.seed)
    return simulate(workload, ENTRANTS[bout.scaler].make(workload, physics), physics, bout.seed)


def play(bout: Bout) -> Outcome:
    """Return the figures of one run."""
    return outcome(run(bout))


def answer(question: Question) -> Least:
    """Return what the same images cost at least, on the same machines. Poison is left out."""
    physics, workload = question.source.world, question.source.drawn(question.seed)
    return least(workload, physics, question.seed, question.wait)


def on_all_cores(
    work: Callable[[Q], T], tasks: Sequence[Q], processes: int, done: Callable[[], object]
) -> list[T]:
    """Return all results in the tasks' order; `done` is called after each. The first error ends all."""
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_mute) as pool:
        futures = [pool.submit(work, task) for task in tasks]
        _wait(futures, done)
        return [future.result() for future in futures]


def _mute() -> None:
    """Send a worker's standard output nowhere: the solver prints remarks to it, whatever it is told."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _wait(futures: Sequence[Future[T]], done: Callable[[], object]) -> None:
    try:
        for future in as_completed(futures):
            future.result()
            done()
    except BaseException:
        for future in futures:
            future.cancel()
        raise
