"""The command: which sections run, and what it writes."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from app_tier.engine.manifest import InvalidPack
from benchmarks.engine import __main__ as command
from benchmarks.engine.setting import Setting
from benchmarks.faces.findings import Findings


def give(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["engine", *map(str, arguments)])


def quick(setting: Setting) -> Findings:
    passes = {"pictures": 1, "first_pass_ms_per_picture": 2.5, "later_passes_ms_per_picture": [2.5]}
    return Findings(figures={"ms": 2.5}, details={"models": str(setting.models), **passes})


def failing(setting: Setting) -> Findings:
    raise InvalidPack("the pack's file is gone")


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the command with toy sections; return its exit code and what it wrote."""
    monkeypatch.setattr(command, "SECTIONS", {"mix": quick, "cores": failing})
    places = ("--json", folder / "engine.json", "--pictures", folder / "gone", "--models", folder)
    give(monkeypatch, *arguments, *places)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, json.loads((folder / "engine.json").read_text())


def test_only_the_wanted_section_runs_and_its_figures_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, written = run(monkeypatch, tmp_path, "--only", "mix")

    assert code == 0
    assert written["figures"] == {"ms": 2.5}
    assert written["details"]["mix"]["models"] == str(tmp_path)
    assert written["details"]["machine"]["cores"] >= 1


def test_missing_pictures_are_said_on_screen_and_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, written = run(monkeypatch, tmp_path, "--only", "mix")

    [missing] = [sentence for sentence in written["details"]["left_out"] if "--pictures" in sentence]
    assert missing in capsys.readouterr().out


def test_a_section_that_fails_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, written = run(monkeypatch, tmp_path)

    assert code == 1
    assert written["figures"] == {"ms": 2.5}
    assert "cores is left out: the pack's file is gone" in written["details"]["left_out"]


def test_a_section_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "--only", "embedding")

    with pytest.raises(SystemExit) as ended:
        command.main()

    assert ended.value.code == 2
    assert "embed, detect" in capsys.readouterr().err.replace("'", "")
