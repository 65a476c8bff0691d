"""The command, as it is called: real processes, real files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from controller.simulator.__main__ import main

ROOT = Path(__file__).parents[2]


def test_help_shows_how_it_is_called() -> None:
    shown = CliRunner().invoke(main, ["--help"])

    assert shown.exit_code == 0
    assert "python -m controller.simulator --workload bursts --seeds 6" in shown.output


@pytest.mark.parametrize("wrong", [["--workload", "none"], ["--scaler", "none"], ["--seeds", "0"]])
def test_what_is_unknown_is_refused(wrong: list[str]) -> None:
    assert CliRunner().invoke(main, wrong).exit_code == 2


@pytest.mark.slow
def test_a_trace_is_played_and_the_figures_are_written_down(tmp_path: Path) -> None:
    trace, found = tmp_path / "monday.csv", tmp_path / "new" / "found.json"
    trace.write_text("seconds,images\n0,5\n30,2\n")

    finished = _called("--trace", trace, "--scaler", "ours", "--scaler", "course", "--quick", "--json", found)

    assert finished.returncode == 0, finished.stderr
    written = json.loads(found.read_text())
    assert written["figures"]["busy_kills"] == 0
    assert written["details"]["monday"]["ours"]["seeds"] == 3
    assert written["details"]["monday"]["course"]["p95_wait_s"] > 0


@pytest.mark.slow
def test_a_trace_that_cannot_be_read_ends_with_code_2_and_says_why(tmp_path: Path) -> None:
    finished = _called("--trace", tmp_path / "none.csv", "--scaler", "ours", "--quick")

    assert finished.returncode == 2
    assert "none.csv" in finished.stderr
    assert "Traceback" not in finished.stderr


def _called(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "controller.simulator", "--processes", "1", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
