"""What a contest says of our policy, and how it is shown."""

import io
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from controller.simulator import report, tables
from controller.simulator.contest import Bout, Source, run
from controller.simulator.least import Least
from controller.simulator.outcome import Outcome, outcome
from controller.simulator.plots import Step
from controller.simulator.results import Results, details, figures

SEEDS = 6


def outcomes(wait: float, cost: float, busy_kills: float = 0.0) -> Sequence[Outcome]:
    """Return runs that wait and cost about so much."""
    zeros = {field.name: 0.0 for field in fields(Outcome)}
    return [
        Outcome(
            **{
                **zeros,
                "p95_wait_s": wait + seed / 10,
                "billed_instance_s": cost + seed,
                "busy_kills": busy_kills,
            }
        )
        for seed in range(SEEDS)
    ]


def contest() -> Results:
    return Results(
        outcomes={
            ("bursts", "ours"): outcomes(40, 1000),
            ("bursts", "course"): outcomes(30, 900, busy_kills=7),
            ("bursts", "keda-hpa"): outcomes(30, 1100),
            ("bursts", "buildkite"): outcomes(50, 900),
            ("bursts", "fixed-1"): outcomes(1, 1),
        },
        bounds={"bursts": [Least(clairvoyant=500.0, burst_by_burst=800.0)] * SEEDS},
    )


def test_only_a_rule_that_is_better_in_both_beats_ours_and_a_fixed_fleet_is_no_rule() -> None:
    assert contest().violations() == [("bursts", "course")]


def test_the_figures_are_about_our_own_policy() -> None:
    found = figures(contest(), usd_per_1000_images=0.02)

    assert found == {
        "usd_per_1000_images": 0.02,
        "busy_kills": 0,
        "pareto_violations": 1,
        "cost_vs_clairvoyant_burst": pytest.approx(1002.5 / 500),
    }


def test_without_our_policy_nothing_is_said_of_it() -> None:
    others = Results(outcomes={("bursts", "course"): outcomes(30, 900)}, bounds={})

    assert figures(others, usd_per_1000_images=0.02) == {"usd_per_1000_images": 0.02}


def test_the_details_have_every_figure_of_every_rule_with_its_interval() -> None:
    found = details(contest(), usd_per_hour=0.36)
    ours = found["bursts"]["ours"]

    assert {"p50_wait_s", "p95_wait_s", "p99_wait_s", "launches", "reversals"} <= ours.keys()
    assert ours["billed_instance_s"] == pytest.approx(1002.5)
    assert ours["usd"] == pytest.approx(0.10025)
    low, high = ours["ci95"]["billed_instance_s"]
    assert 1000 <= low < 1002.5 < high <= 1005
    assert found["bursts"]["least_at_our_p95"]["burst_by_burst"]["our_cost_over_it"]["mean"] > 1.2
    assert found["pareto_violations"] == [["bursts", "course"]]


def test_the_table_marks_who_beats_ours_and_tells_the_bounds() -> None:
    console = Console(file=io.StringIO(), width=165)

    tables.show(contest(), 0.36, {"busy_kills": 0.0}, console)

    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "course (beats ours)" in shown
    assert "keda-hpa (beats ours)" not in shown
    assert "500 (ours is 2.00 times that)" in shown


def test_what_a_burst_costs_alone_is_told_only_of_bursts() -> None:
    flow = [Least(clairvoyant=500.0, burst_by_burst=None)] * SEEDS
    day = Results(outcomes={("diurnal", "ours"): outcomes(40, 1000)}, bounds={"diurnal": flow})
    console = Console(file=io.StringIO(), width=165)

    tables.show(day, 0.36, {}, console)

    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "least, clairvoyant" in shown
    assert "least, burst by burst" not in shown
    assert details(day, usd_per_hour=0.36)["diurnal"]["least_at_our_p95"].keys() == {"clairvoyant"}


def test_images_without_an_answer_waited_for_the_whole_time() -> None:
    answered = run(Bout(Source("100-at-once"), "fixed-1", 0))
    half = replace(answered, waits=np.ones(10), unanswered=10, horizon_seconds=5000.0)

    found = outcome(half)

    assert found.p95_wait_s == 5000
    assert found.share_in_target == 0.5


def test_a_report_has_a_page_and_all_the_pictures_it_shows(tmp_path: Path) -> None:
    courses = {"bursts": {"fixed-1": run(Bout(Source("100-at-once"), "fixed-1", 0))}}
    step = Step(
        wait_target=1.0, p95_wait_s=40.0, billed_instance_s=900.0, clairvoyant_s=500.0, burst_by_burst_s=800.0
    )

    report.write(tmp_path / "out", contest(), {"busy_kills": 0.0}, 0.1, courses, {"bursts": [step]})

    page = (tmp_path / "out" / "report.md").read_text()
    pictures = {path.name for path in (tmp_path / "out").glob("*.png")}
    assert pictures == {"bursts-wait-cost.png", "bursts-time.png", "bursts-frontier.png"}
    assert all(f"({name})" in page for name in pictures)
    assert "Rules that beat ours: course on bursts." in page
