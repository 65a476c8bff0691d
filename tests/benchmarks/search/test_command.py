"""The command, on galleries of a few people."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import gallery
from benchmarks.search.searching import COMPARE_FACES, MEMORY, MEMORY_IN_BATCHES, PGVECTOR


def give(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["gallery", *map(str, arguments)])


@pytest.mark.slow
def test_everything_is_measured_at_every_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "gallery.json"
    give(monkeypatch, "--sizes", "200,100", "--strangers", "50", "--most-others", "150", "--json", report)

    gallery.main()

    written = json.loads(report.read_text())
    searching = written["details"]["searching"]
    assert written["figures"].keys() == {
        "search_ms_200",
        "search_ms_per_query_200_batch32",
        "search_speedup_vs_compare_faces",
        "bytes_per_face",
        "enrol_to_searchable_ms",
        "cluster_ms_per_new_face_50",
    }
    assert all(figure > 0 for figure in written["figures"].values())
    assert [row["people"] for row in searching] == [100, 200]
    assert searching[0]["ms"].keys() == {MEMORY, MEMORY_IN_BATCHES, COMPARE_FACES, PGVECTOR}
    assert searching[1]["ms"].keys() == {MEMORY, MEMORY_IN_BATCHES}
    assert searching[0]["same_answers"] == 1
    assert "searching: 200 …" in capsys.readouterr().out


def test_without_pictures_it_says_which_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "--images", tmp_path)

    with pytest.raises(SystemExit) as ended:
        gallery.main()

    assert ended.value.code == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("sizes", ["0", "many", ""])
def test_sizes_that_are_none_are_refused(sizes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, "--sizes", sizes)

    with pytest.raises(SystemExit) as ended:
        gallery.main()

    assert ended.value.code == 2
