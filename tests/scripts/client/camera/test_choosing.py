"""Frames that look like the last one sent, or show no face, are not sent."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from scripts.client.camera.choosing import EveryFrame, FramesWithFaces, FramesWithMotion
from scripts.client.camera.faces import FaceGate, UnusableModel
from scripts.client.camera.frames import Frame, Pixels
from scripts.client.camera.motion import MotionGate
from tests.scripts.client.camera.pictures import frame, scene

SHARED = Path(__file__).parents[5] / "shared"


class KnownFaces:
    """Sees a face in each frame in turn, or not, as it was told."""

    def __init__(self, *answers: bool) -> None:
        self._answers = list(answers)

    def sees_face(self, pixels: Pixels) -> bool:
        return self._answers.pop(0)


def test_the_first_frame_is_wanted_and_its_likes_are_not() -> None:
    choice = FramesWithMotion(MotionGate(0.01))

    assert [choice.wants(frame(square_at=at)) for at in (None, None, 20, 20, 100, None)] == [
        True,
        False,
        True,
        False,
        True,
        True,
    ]


def test_noise_is_no_motion() -> None:
    gate = MotionGate(0.01)
    gate.remember(scene())
    noise = np.random.default_rng(1).integers(-20, 20, scene().shape)

    assert not gate.sees_motion((scene() + noise).astype(np.uint8))


def test_slow_change_is_noticed_in_the_end() -> None:
    choice = FramesWithMotion(MotionGate(0.5))
    brighter = [Frame(name="f", taken_at=0, pixels=scene() + np.uint8(5 * step)) for step in range(12)]

    assert [choice.wants(each) for each in brighter].count(True) == 3


@pytest.mark.parametrize(("threshold", "is_seen"), [(0.05, True), (0.5, False)])
def test_the_threshold_is_a_share_of_the_picture(threshold: float, is_seen: bool) -> None:
    gate = MotionGate(threshold)
    gate.remember(scene())

    assert gate.sees_motion(scene(square_at=60)) is is_seen  # the square is 8 % of the scene


def test_a_person_missed_once_is_looked_for_again_although_nothing_moves() -> None:
    choice = FramesWithMotion(MotionGate(0.01), KnownFaces(False, True))

    assert not choice.wants(frame(square_at=20))
    assert choice.wants(frame(square_at=20))
    assert not choice.wants(frame(square_at=20))


def test_a_picture_that_cannot_be_read_here_is_left_to_the_service() -> None:
    unreadable = Frame(name="a.heic", taken_at=0, pixels=None, encoded=b"heic")

    assert FramesWithMotion(MotionGate(0.01)).wants(unreadable)
    assert FramesWithFaces(KnownFaces()).wants(unreadable)


def test_every_frame_can_be_wanted() -> None:
    assert all(EveryFrame().wants(frame()) for _ in range(3))


def test_a_file_that_is_no_detector_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no network")

    with pytest.raises(UnusableModel):
        FaceGate(tmp_path / "model.onnx")


def test_the_detector_tells_a_portrait_from_a_wall() -> None:
    model = SHARED / "models/yunet/yunet_n_dynamic.onnx"
    portrait = SHARED / "data/photos/obama-480p.jpg"
    if not (model.exists() and portrait.exists()):
        pytest.skip("no detector file and portrait in ../shared")
    gate = FaceGate(model)
    pixels = cv2.imread(str(portrait))
    assert pixels is not None

    assert gate.sees_face(np.asarray(pixels, dtype=np.uint8))
    assert not gate.sees_face(scene())
