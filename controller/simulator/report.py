"""Writes the report: a page with the tables, and its pictures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from controller.simulator import plots, tables
from controller.simulator.entrants import OURS
from controller.simulator.outcome import TARGET_SECONDS
from controller.simulator.results import Results
from controller.simulator.run import Run


def write(
    folder: Path,
    results: Results,
    figures: Mapping[str, float],
    usd_per_hour: float,
    courses: Mapping[str, Mapping[str, Run]],
    frontiers: Mapping[str, Sequence[plots.Step]],
) -> None:
    """Write `report.md` and its pictures into the folder, which is made.

    `courses` are single runs by workload and rule, for the time lines; `frontiers` are by workload.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for workload in results.workloads:
        plots.wait_against_cost(results, workload, folder / f"{workload}-wait-cost.png")
    for workload, runs in courses.items():
        plots.time_line(runs, workload, folder / f"{workload}-time.png")
    for workload, steps in frontiers.items():
        plots.frontier(steps, workload, folder / f"{workload}-frontier.png")
    sections = [_section(results, each, usd_per_hour, courses, frontiers) for each in results.workloads]
    (folder / "report.md").write_text("\n\n".join([_head(results, figures), *sections]) + "\n")


def _head(results: Results, figures: Mapping[str, float]) -> str:
    seeds = len(next(iter(results.outcomes.values())))
    lines = [
        "# Scaling rules compared",
        f"{seeds} seeds; every rule meets the same arrivals, service times, machines and mishaps. Means over "
        "seeds, in brackets 95 % bootstrap intervals. A rule beats ours where it waits less at p95 and costs "
        "less, both with paired intervals that exclude 0. In target: begun within "
        f"{TARGET_SECONDS:g} s. Least: what no rule undercuts on average at our p95 wait, see `bound.py`.",
        tables.markdown(("figure", "value"), tables.headline(figures)),
    ]
    beaten = [f"{scaler} on {workload}" for workload, scaler in results.violations()]
    return "\n\n".join([*lines, f"Rules that beat {OURS}: {', '.join(beaten) or 'none'}."])


def _section(
    results: Results,
    workload: str,
    usd_per_hour: float,
    courses: Mapping[str, object],
    frontiers: Mapping[str, object],
) -> str:
    pictures = [f"![wait against cost]({workload}-wait-cost.png)"]
    if workload in courses:
        pictures.append(f"![queue and fleet over time]({workload}-time.png)")
    if workload in frontiers:
        pictures.append(f"![frontier]({workload}-frontier.png)")
    table = tables.markdown(["rule", *tables.LONG], tables.rows(results, workload, tables.LONG, usd_per_hour))
    return "\n\n".join([f"## {workload}", table, *pictures])
