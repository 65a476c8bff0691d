"""The report's pictures."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from controller.simulator.entrants import BASELINES, OURS
from controller.simulator.results import Results
from controller.simulator.run import Run

_OURS_COLOUR = "crimson"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One point of the frontier: our policy with one wait target, and the bounds there; means over seeds."""

    wait_target: float
    p95_wait_s: float
    billed_instance_s: float
    clairvoyant_s: float
    burst_by_burst_s: float | None  #: None where images come in no bursts


def wait_against_cost(results: Results, workload: str, path: Path) -> None:
    """Draw every rule with the confidence intervals of both its means."""
    with _style():
        figure, axes = _canvas(f"{workload}: p95 wait against cost, means and 95 % intervals")
        for scaler in results.scalers:
            _draw_rule(axes, results, workload, scaler)
        axes.set(xlabel="billed machine-seconds", ylabel="p95 wait, s", xscale="log")
        axes.set_yscale("symlog", linthresh=1.0)
        axes.set_ylim(bottom=0)
        figure.savefig(path)


def _draw_rule(axes: Axes, results: Results, workload: str, scaler: str) -> None:
    wait = results.interval(workload, scaler, "p95_wait_s")
    cost = results.interval(workload, scaler, "billed_instance_s")
    is_rule = scaler in BASELINES or scaler == OURS
    axes.errorbar(
        cost.mean,
        wait.mean,
        xerr=[[cost.mean - cost.low], [cost.high - cost.mean]],
        yerr=[[wait.mean - wait.low], [wait.high - wait.mean]],
        fmt="o" if is_rule else "s",
        color=_OURS_COLOUR if scaler == OURS else "steelblue" if is_rule else "silver",
        capsize=2,
    )
    axes.annotate(scaler, (cost.mean, wait.mean), xytext=(5, 4), textcoords="offset points")


def time_line(runs: Mapping[str, Run], workload: str, path: Path) -> None:
    """Draw queue and fleet over time, the rules below each other."""
    with _style():
        figure = Figure(figsize=(10, 2.2 * len(runs)), layout="constrained")
        rows: list[Axes] = list(figure.subplots(len(runs), 1, sharex=True, squeeze=False)[:, 0])
        for axes, (scaler, run) in zip(rows, runs.items(), strict=True):
            _draw_course(axes, run, scaler)
        rows[0].set_title(f"{workload}: one drawing")
        rows[-1].set_xlabel("minutes")
        figure.savefig(path)


def _draw_course(axes: Axes, run: Run, scaler: str) -> None:
    minutes = run.timeline.seconds / 60
    axes.fill_between(minutes, run.timeline.queue, color="lightsteelblue", label="images waiting")
    axes.set_ylabel(f"{scaler}\nimages")
    machines = axes.twinx()
    machines.step(minutes, run.timeline.machines, color="grey", linewidth=0.8, label="machines")
    machines.step(minutes, run.timeline.ready, color=_OURS_COLOUR, linewidth=1, label="ready")
    machines.set_ylabel("machines")
    machines.set_ylim(bottom=0)
    machines.grid(visible=False)
    machines.legend(loc="upper right", fontsize=7)


def frontier(steps: Sequence[Step], workload: str, path: Path) -> None:
    """Draw our policy over its wait target, and the bounds at the same waits."""
    ordered = sorted(steps, key=lambda step: step.p95_wait_s)
    waits = [step.p95_wait_s for step in ordered]
    with _style():
        figure, axes = _canvas(f"{workload}: our policy over its wait target, and the bounds")
        axes.plot(waits, [step.billed_instance_s for step in ordered], "o-", color=_OURS_COLOUR, label=OURS)
        alone = [step.burst_by_burst_s for step in ordered if step.burst_by_burst_s is not None]
        if len(alone) == len(waits):
            axes.plot(waits, alone, "^--", color="grey", label="one machine for each burst")
        clairvoyant = [step.clairvoyant_s for step in ordered]
        axes.plot(waits, clairvoyant, "s--", color="black", label="clairvoyant bound")
        for step in ordered:
            text = f"{step.wait_target:g} s"
            at = (step.p95_wait_s, step.billed_instance_s)
            axes.annotate(text, at, xytext=(4, 4), textcoords="offset points")
        axes.set(xlabel="p95 wait, s", ylabel="billed machine-seconds")
        axes.set_ylim(bottom=0)
        axes.legend()
        figure.savefig(path)


def _style() -> AbstractContextManager[None]:
    return mpl.rc_context(
        {"font.size": 9, "axes.grid": True, "grid.alpha": 0.3, "axes.spines.top": False, "savefig.dpi": 110}
    )


def _canvas(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title)
    return figure, axes
