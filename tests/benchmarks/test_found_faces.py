"""Figures over pictures whose faces were counted, and over portraits."""

from pathlib import Path

import pytest

from benchmarks.faces.detected import Detected, summary
from benchmarks.faces.errors import DataMissing
from benchmarks.faces.masks_findings import portraits
from benchmarks.faces.masks_findings import summary as masks_summary


def picture(faces: int, boxes: int, milliseconds: float, detect: float = 1) -> Detected:
    return Detected(
        image="a.jpg", faces=faces, boxes=boxes, milliseconds=milliseconds, stages={"detect": detect}
    )


def test_more_boxes_than_faces_do_not_make_up_for_faces_missed_elsewhere() -> None:
    findings = summary([picture(2, 5, 10), picture(6, 3, 30), picture(0, 1, 80)])

    assert findings.figures == {"recall": 0.625, "boxes": 9, "faces": 8, "ms_per_image": 30}


def test_stages_have_their_own_medians_and_every_picture_is_in_the_details() -> None:
    findings = summary(
        [picture(1, 1, 10, detect=4), picture(1, 0, 20, detect=8), picture(1, 1, 90, detect=6)]
    )

    assert findings.details["stage_ms"] == {"detect": 6}
    assert [each["boxes"] for each in findings.details["pictures"]] == [1, 0, 1]


def test_a_portrait_is_found_once_however_many_boxes_it_has() -> None:
    findings = masks_summary(["masked", "masked", "bare", "bare"], [3, 0, 1, 1])

    assert findings.figures == {"masks_recall": 75.0}
    assert findings.details["masks_recall_by_folder"] == {"bare": 100.0, "masked": 50.0}
    assert findings.details["masks_boxes"] == 5


def test_portraits_are_pictures_in_any_folder_below(tmp_path: Path) -> None:
    (tmp_path / "masked").mkdir()
    for name in ("masked/b.JPG", "a.png", "README.md"):
        (tmp_path / name).touch()

    assert portraits(tmp_path) == [tmp_path / "a.png", tmp_path / "masked" / "b.JPG"]


def test_a_folder_without_portraits_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=str(tmp_path)):
        portraits(tmp_path)
