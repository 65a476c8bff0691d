"""The two commands, on pictures made here."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import accuracy, detection
from benchmarks.faces.engine_pool import engine_pool
from benchmarks.faces.engines import REFERENCE
from benchmarks.faces.errors import UnreadablePicture
from benchmarks.pictures import Picture, drawn_face
from pipeline.messages import Options


def give(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmark", *map(str, arguments)])


def people(folder: Path) -> Path:
    """Make two people with two pictures each, and a list with a pair of each kind."""
    for person, seeds in {"Ada": (1, 2), "Ben": (3, 4)}.items():
        (folder / person).mkdir(parents=True)
        for number, seed in enumerate(seeds, start=1):
            (folder / person / f"{person}_{number:04d}.jpg").write_bytes(drawn_face(seed))
    (folder / "pairs.txt").write_text("1\t1\nAda\t1\t2\nAda\t1\tBen\t2\n")
    return folder


def test_accuracy_without_pictures_says_which_are_missing_and_how_to_give_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, "--pairs", tmp_path / "pairs.txt")

    with pytest.raises(SystemExit) as ended:
        accuracy.main()

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert str(tmp_path / "pairs.txt") in said
    assert "--pairs FILE --images DIR" in said


def test_detection_without_pictures_says_which_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "counts.csv").write_text("image,faces\ngone.jpg,1\n")
    give(monkeypatch, "--images", tmp_path, "--counts", tmp_path / "counts.csv")

    with pytest.raises(SystemExit) as ended:
        detection.main()

    assert ended.value.code == 2
    assert "gone.jpg" in capsys.readouterr().err


@pytest.mark.model
def test_detection_counts_and_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.jpg").write_bytes(drawn_face(1))
    (tmp_path / "counts.csv").write_text("image,faces\none.jpg,2\n")
    report = tmp_path / "detection.json"
    give(
        monkeypatch,
        "--images",
        tmp_path,
        "--counts",
        tmp_path / "counts.csv",
        "--pack",
        REFERENCE,
        "--json",
        report,
    )

    detection.main()

    figures = json.loads(report.read_text())["figures"]
    assert (figures["recall"], figures["boxes"], figures["faces"]) == (0.5, 1, 2)
    assert figures["ms_per_image"] > 0


@pytest.mark.model
def test_detection_names_a_picture_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.jpg").write_bytes(drawn_face(1)[:2000])
    (tmp_path / "counts.csv").write_text("image,faces\nbroken.jpg,1\n")
    give(monkeypatch, "--images", tmp_path, "--counts", tmp_path / "counts.csv", "--pack", REFERENCE)

    with pytest.raises(SystemExit) as ended:
        detection.main()

    assert ended.value.code == 2
    assert "broken.jpg" in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.slow
def test_accuracy_measures_everything_from_a_pair_list_and_two_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, report = people(tmp_path / "lfw"), tmp_path / "accuracy.json"
    monkeypatch.setattr("benchmarks.faces.mosaic_findings.FACES", 60)
    give(
        monkeypatch,
        *("--pairs", folder / "pairs.txt", "--images", folder, "--masks", folder),
        *("--pack", REFERENCE, "--json", report),
    )

    accuracy.main()

    written = json.loads(report.read_text())
    assert written["figures"].keys() == {
        "lfw_accuracy",
        "lfw_faces_found",
        "false_match_rate",
        "false_non_match_rate",
        "mosaic_recall",
        "mosaic_false_boxes",
        "masks_recall",
        "reference_lfw_accuracy",
    }
    assert written["figures"]["lfw_faces_found"] == written["figures"]["masks_recall"] == 100
    assert (written["details"]["genuine_pairs"], written["details"]["impostor_pairs"]) == (2, 4)
    assert written["details"]["compared"][REFERENCE]["distance_to_measured"]["max"] == 0


@pytest.mark.model
@pytest.mark.slow
def test_a_picture_that_an_engine_process_cannot_read_ends_the_run_with_its_name() -> None:
    broken = Picture(name="broken.jpg", data=b"no picture")

    with engine_pool(REFERENCE) as pool, pytest.raises(UnreadablePicture, match=r"broken\.jpg"):
        pool.analyse([broken], 1, Options(), "test")
