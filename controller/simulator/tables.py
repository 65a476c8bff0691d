"""The contest's tables: for a terminal, and for the report."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from controller.simulator.entrants import OURS
from controller.simulator.results import Results
from controller.simulator.statistics import Interval

#: heading → how a rule's cell is made of its figures
Cell = Callable[["Spans", float], str]


class Spans:
    """The figures of one rule on one workload."""

    def __init__(self, results: Results, workload: str, scaler: str) -> None:
        self._key = (workload, scaler)
        self._results = results

    def __getitem__(self, figure: str) -> Interval:
        return self._results.interval(*self._key, figure)


def _mean(figure: str, digits: int) -> Cell:
    return lambda spans, _: f"{spans[figure].mean:,.{digits}f}"


def _spread(figure: str, digits: int) -> Cell:
    return lambda spans, _: with_ends(spans[figure], digits)


_P95, _BILLED = "wait p95 s", "billed s"

SHORT: Mapping[str, Cell] = {
    "p50 s": _mean("p50_wait_s", 1),
    _P95: _spread("p95_wait_s", 1),
    "p99 s": _mean("p99_wait_s", 1),
    "in target %": lambda spans, _: f"{100 * spans['share_in_target'].mean:.1f}",
    _BILLED: _spread("billed_instance_s", 0),
    "launches": _mean("launches", 1),
    "reversals": _mean("reversals", 1),
    "busy kills": _mean("busy_kills", 2),
}
LONG: Mapping[str, Cell] = {
    **SHORT,
    "USD": lambda spans, hour: f"{spans['billed_instance_s'].mean / 3600 * hour:.4f}",
    "launches under 60 s of work": _mean("short_launches", 1),
    "duplicated work s": _mean("duplicated_work_s", 1),
    "at zero s": _mean("seconds_at_zero", 0),
    "back to zero %": lambda spans, _: f"{100 * spans['ended_at_zero'].mean:.0f}",
    "unanswered": _mean("unanswered", 1),
    "given up": _mean("dead_lettered", 1),
}


def rows(results: Results, workload: str, cells: Mapping[str, Cell], usd_per_hour: float) -> list[list[str]]:
    """Return a row for each rule, those marked that beat ours in wait and cost, and for each bound."""
    beaten_by = {scaler for where, scaler in results.violations() if where == workload}
    found = []
    for scaler in results.scalers:
        name = f"{scaler} (beats ours)" if scaler in beaten_by else scaler
        spans = Spans(results, workload, scaler)
        found.append([name, *(cell(spans, usd_per_hour) for cell in cells.values())])
    return [*found, *_bounds(results, workload, cells)]


def _bounds(results: Results, workload: str, cells: Mapping[str, Cell]) -> Iterator[list[str]]:
    for bound in results.bounds_of(workload):
        times = results.cost_over(workload, bound).mean
        known = {
            _P95: f"{results.interval(workload, OURS, 'p95_wait_s').mean:,.1f}",
            _BILLED: f"{results.least(workload, bound).mean():,.0f} (ours is {times:.2f} times that)",
        }
        yield [f"least, {bound.replace('_', ' ')}", *(known.get(heading, "") for heading in cells)]


def with_ends(span: Interval, digits: int) -> str:
    """Return a mean and its interval as people read them."""
    return f"{span.mean:,.{digits}f} ({span.low:,.{digits}f} to {span.high:,.{digits}f})"


def show(results: Results, usd_per_hour: float, figures: Mapping[str, float], console: Console) -> None:
    """Print a table for each workload, and the figures."""
    for workload in results.workloads:
        content = rows(results, workload, SHORT, usd_per_hour)
        console.print(_table(workload, ["rule", *SHORT], content))
    console.print(_table("Figures", ["", "value"], headline(figures)))


def headline(figures: Mapping[str, float]) -> list[list[str]]:
    """Return the rows of the figures' table."""
    return [[name, f"{value:.4g}"] for name, value in figures.items()]


def _table(title: str, headings: Sequence[str], content: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index else "left", no_wrap=True)
    for row in content:
        table.add_row(*row)
    return table


def markdown(headings: Sequence[str], content: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown has it."""
    lines = [headings, ["---"] + ["---:"] * (len(headings) - 1), *content]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
