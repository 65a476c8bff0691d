"""The command `python -m benchmarks.identification`."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app_tier.calibration import Calibration
from benchmarks import identification
from benchmarks.people import identifying
from pipeline.results import ModelId
from tests.benchmarks.matching.made_people import made_people, made_pictures


def test_without_pictures_it_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["identification", "--images", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        identification.main()

    assert ended.value.code == 2
    assert f"There is no <name>/*.jpg in {tmp_path}" in capsys.readouterr().err


def test_it_writes_the_figures_that_are_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [*made_people(40, 5, spread=0.3)[:30], *made_people(40, 2, spread=0.3)[30:]]
    pack = SimpleNamespace(
        model=ModelId(pack="made", version="1"),
        calibration=Calibration(handicap=0.03, curve=((0.0001, 0.2), (0.1, 0.5))),
    )
    embedded = SimpleNamespace(people=people, pack=pack)
    plain = SimpleNamespace(pictures=made_pictures(40, 5, spread=0.3))
    monkeypatch.setattr(identification, "embed_people", lambda *_: embedded)
    monkeypatch.setattr(identification, "embed_with", lambda *_: plain)
    monkeypatch.setattr(identifying, "SPLITS", 2)
    report = tmp_path / "report.json"
    monkeypatch.setattr(sys, "argv", ["identification", "--images", str(tmp_path), "--json", str(report)])

    identification.main()

    written = json.loads(report.read_text())
    assert set(written["figures"]) == {
        "rank1",
        "tpir_at_fpir_1pct",
        "balanced_fpir",
        "balanced_tpir",
        "cluster_purity",
        "cluster_pair_recall",
    }
    assert all(np.isfinite(value) for value in written["figures"].values())
    assert set(written["details"]["presets"]) == {"strict", "balanced", "lenient"}
    printed = capsys.readouterr().out
    assert "nearest face" in printed and "balanced" in printed
