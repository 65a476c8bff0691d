"""The figures that sections make of what they measured, and what they leave out."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.engine.agreement import Agreement
from benchmarks.engine.contestants import CNN, DLIB, HOG, named
from benchmarks.engine.rows import Row
from benchmarks.engine.sections import detect, embed, image, mix, mmod
from benchmarks.engine.setting import EXACT, OURS, Setting, find_yunet


def row(arm: str, ms: float, size: str = "480p", faces: int = 1) -> Row:
    return Row(size=size, faces=faces, arm=arm, found=faces, ms={"detect": ms, "whole": ms})


def setting(folder: Path, **there: bool) -> Setting:
    yunet = folder / "yunet.onnx" if there.get("yunet") else None
    return Setting(
        pictures=folder if there.get("pictures") else folder / "gone",
        models=folder,
        yunet=yunet,
        face_recognition=there.get("face_recognition", False),
        thorough=False,
    )


def test_the_whole_picture_is_compared_at_480p_with_one_face() -> None:
    rows = [row(OURS, 30), row(HOG, 150), row(CNN, 3000), row(OURS, 99, size="720p"), row(HOG, 1, faces=10)]

    assert image.figures(rows) == {
        "image_480p_ms": 30,
        "image_480p_vs_hog": 0.2,
        "image_480p_vs_cnn": 0.01,
    }


def test_without_face_recognition_only_our_own_times_are_figures() -> None:
    assert image.figures([row(OURS, 30)]) == {"image_480p_ms": 30}
    assert detect.figures([row(named(OURS, 40), 10)]) == {"detect_480p_ms": 10}


def test_detection_is_compared_on_faces_from_40_pixels() -> None:
    rows = [row(named(OURS, 40), 10), row(named(OURS, 20), 20), row(HOG, 100)]

    assert detect.figures(rows) == {"detect_480p_ms": 10, "detect_speedup_vs_hog_480p": 10}


def test_faces_that_dlib_does_not_find_cannot_be_agreed_upon() -> None:
    ms = {DLIB: 2000.0, EXACT: 60.0, OURS: 20.0}

    assert mmod.figures(ms, Agreement(boxes=0, shared=0, more=3)) == {"mmod_speedup_vs_dlib_cnn_480p": 100}
    assert mmod.figures(ms, Agreement(boxes=4, shared=3, more=0))["mmod_agreement"] == 0.75


def test_exact_is_compared_number_by_number_and_fast_by_distance() -> None:
    dlib = np.zeros((2, 4), dtype=np.float32)
    exact = dlib + np.float32(0.25)
    fast = exact + np.array([[3, 4, 0, 0], [0, 0, 0, 0]], dtype=np.float32)

    far = embed.differences(dlib, exact, fast)

    assert far["exact_from_dlib_max_abs"] == 0.25
    assert far["fast_from_exact_max"] == 5
    assert far["fast_from_exact_mean"] == 2.5


def test_a_picture_that_was_disturbed_in_one_process_weighs_nothing() -> None:
    assert mix.typical([[10, 20], [10, 900], [12, 22]]) == 16


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    assert setting(tmp_path, pictures=True, yunet=True, face_recognition=True).left_out() == []

    missing = " ".join(setting(tmp_path).left_out())

    assert "face_recognition" in missing
    assert "--yunet" in missing
    assert "--pictures" in missing


@pytest.mark.parametrize("given", [True, False])
def test_a_given_yunet_file_comes_before_one_that_is_found(tmp_path: Path, given: bool) -> None:
    found, mine = tmp_path / "yunet" / "a_yunet_n.onnx", tmp_path / "mine.onnx"
    found.parent.mkdir()
    found.touch()

    assert find_yunet(mine if given else None, tmp_path) == (mine if given else found)


def test_without_any_yunet_file_there_is_none(tmp_path: Path) -> None:
    assert find_yunet(None, tmp_path) is None
