"""`python -m controller.simulator`: puts our policy and others on trial."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from controller.simulator import plots, report, tables, workloads
from controller.simulator.contest import Bout, Source, run
from controller.simulator.entrants import ENTRANTS, OURS
from controller.simulator.frontier import WAIT_TARGETS, explore
from controller.simulator.holding import held
from controller.simulator.progress import progress
from controller.simulator.results import Results, details, figures
from deploy.cost import Layout, load_prices, usd_per_1000_images
from pipeline.errors import FacefleetError

_BOUNDED = ("bursts", "diurnal")  #: compared with the clairvoyant bound, drawn over time
_COURSES = (OURS, "per-message", "buildkite", "keda-hpa", "target-tracking")  #: in the time lines
_FRONTIER_SEEDS = 4
_TABLE_WIDTH = 165

_EXAMPLES = """\b
Examples:
  python -m controller.simulator                                   everything, 30 seeds; minutes
  python -m controller.simulator --report out --json out.json      and write it down
  python -m controller.simulator --workload bursts --seeds 6 --scaler ours --scaler per-message
  python -m controller.simulator --trace monday.csv                your own load: seconds[,images]
  python -m controller.simulator --quick                           3 seeds"""


@click.command(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--seeds", type=click.IntRange(1), default=30, show_default=True, help="Drawings of each workload."
)
@click.option("--quick", is_flag=True, help="3 seeds, whatever --seeds says.")
@click.option(
    "--workload", "names", multiple=True, type=click.Choice(workloads.NAMES), help="Repeatable; all."
)
@click.option(
    "--trace", type=click.Path(path_type=Path, dir_okay=False), help="A CSV file instead of workloads."
)
@click.option(
    "--scaler", "scalers", multiple=True, type=click.Choice(list(ENTRANTS)), help="Repeatable; all."
)
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count(), show_default=True)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write figures there."
)
@click.option(
    "--report", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write pictures too."
)
def main(
    seeds: int,
    quick: bool,
    names: tuple[str, ...],
    trace: Path | None,
    scalers: tuple[str, ...],
    processes: int,
    json_file: Path | None,
    folder: Path | None,
) -> None:
    """Try scaling rules on the same workloads, machines and mishaps, and compare wait and cost.

    Exit code 0: done; 2: a file could not be read. Our policy is production's, with its rules for machines.
    """
    sources = [Source(trace.stem, trace)] if trace else [Source(name) for name in names or workloads.NAMES]
    chosen = range(3 if quick else seeds)
    try:
        results = held(sources, scalers or tuple(ENTRANTS), chosen, _BOUNDED, processes)
    except FacefleetError as error:
        click.echo(error, err=True)
        sys.exit(2)
    hour = load_prices().machine(Layout().worker_machine).hour
    found = figures(results, usd_per_1000_images())
    console = Console()
    console.width = max(console.width, _TABLE_WIDTH)
    tables.show(results, hour, found, console)
    if json_file:
        content = {"figures": found, "details": details(results, hour)}
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(content, indent=2) + "\n")
    if folder:
        _report(folder, results, found, hour, [each for each in sources if each.name in _BOUNDED], processes)


def _report(
    folder: Path,
    results: Results,
    found: dict[str, float],
    usd_per_hour: float,
    sources: Sequence[Source],
    processes: int,
) -> None:
    """Add single runs and our frontier to what is known, and write it all down."""
    shown = [scaler for scaler in _COURSES if scaler in results.scalers]
    courses = {each.name: {scaler: run(Bout(each, scaler, 0)) for scaler in shown} for each in sources}
    seeds = range(_FRONTIER_SEEDS)
    frontiers: dict[str, list[plots.Step]] = {}
    with progress("frontier", 2 * len(WAIT_TARGETS) * len(seeds) * len(sources)) as done:
        for source in sources if OURS in results.scalers else ():
            frontiers[source.name] = explore(source, seeds, processes, done)
    report.write(folder, results, found, usd_per_hour, courses, frontiers)
    click.echo(f"{folder / 'report.md'} is written.")


if __name__ == "__main__":
    main()
