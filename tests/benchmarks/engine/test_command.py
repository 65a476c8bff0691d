"""The command: which sections run, and what it writes."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.engine import __main__ as command
from benchmarks.engine.setting import Setting
from benchmarks.faces.findings import Findings


def give(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["engine", *map(str, arguments)])


def test_only_the_wanted_section_runs_and_its_figures_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def quick(setting: Setting) -> Findings:
        return Findings(figures={"ms": 2.5}, details={"models": setting.models.is_dir()})

    monkeypatch.setattr(command, "SECTIONS", {"mix": quick, "cores": None})
    give(
        monkeypatch,
        "--only",
        "mix",
        "--json",
        tmp_path / "engine.json",
        "--pictures",
        tmp_path / "gone",
        "--models",
        tmp_path,
    )

    command.main()

    written = json.loads((tmp_path / "engine.json").read_text())
    assert written["figures"] == {"ms": 2.5}
    assert written["details"]["mix"] == {"models": True}
    assert written["details"]["machine"]["cores"] >= 1
    assert any("--pictures" in sentence for sentence in written["details"]["left_out"])
    assert "--pictures" in capsys.readouterr().out


def test_a_section_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "--only", "embedding")

    with pytest.raises(SystemExit) as ended:
        command.main()

    assert ended.value.code == 2
    assert "embed, detect" in capsys.readouterr().err.replace("'", "")
