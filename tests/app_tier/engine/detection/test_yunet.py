"""YuNet, where its file is there: on drawn faces and on photographs."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app_tier.engine.detection.detector import Detection
from app_tier.engine.detection.yunet import UnusableDetector, YunetDetector, looks
from app_tier.engine.pixels import Pixels
from tests.app_tier.engine.detection.drawn import Face, draw_faces

SHARED = Path(__file__).parents[5] / "shared"
MODEL = SHARED / "models" / "yunet" / "yunet_n_dynamic.onnx"
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def detector() -> YunetDetector:
    if not MODEL.exists():
        pytest.skip(f"no detector file: {MODEL} is not there")
    return YunetDetector(MODEL)


def photo(name: str) -> Pixels:
    """Return a photograph of the collection beside the repository."""
    path = SHARED / "data" / "photos" / name
    if not path.exists():
        pytest.skip(f"no real photographs: {path} is not there")
    return np.asarray(Image.open(path).convert("RGB"))


def middle(found: Detection) -> tuple[float, float]:
    return (found.left + found.right) / 2, (found.top + found.bottom) / 2


def size(found: Detection) -> float:
    return math.sqrt((found.right - found.left) * (found.bottom - found.top))


@pytest.mark.parametrize("width", [24, 40, 80, 120])
def test_a_face_is_found_where_it_is_and_as_large_as_it_is(detector: YunetDetector, width: int) -> None:
    (found,) = detector.detect(draw_faces([(160, 120, width)]), 20)

    assert middle(found) == pytest.approx((160, 120), abs=width / 8)
    assert size(found) == pytest.approx(1.2 * width, rel=0.25)
    assert 0.7 <= found.score <= 1


@pytest.mark.parametrize("smallest", [20, 40])
def test_landmarks_lie_on_eyes_nose_and_corners_of_the_mouth(detector: YunetDetector, smallest: int) -> None:
    (found,) = detector.detect(draw_faces([(160, 120, 80)]), smallest)

    drawn = [(144, 112), (176, 112), (160, 131), (148, 148), (172, 148)]
    assert found.points == pytest.approx(np.array(drawn), abs=10)


def test_every_face_of_a_crowd_is_found_surest_first(detector: YunetDetector) -> None:
    crowd: list[Face] = [(x, y, 30) for x in range(40, 320, 60) for y in range(40, 240, 70)]
    found = detector.detect(draw_faces(crowd), 20)

    places = sorted((round((x - 40) / 60), round((y - 40) / 70)) for x, y in map(middle, found))
    assert places == [(column, row) for column in range(5) for row in range(3)]
    scores = [face.score for face in found]
    assert scores == sorted(scores, reverse=True)


def test_no_face_is_smaller_than_what_was_asked_for(detector: YunetDetector) -> None:
    picture = draw_faces([(50, 60, 26), (120, 60, 45), (230, 120, 100)])

    for smallest, expected in ((20, 3), (36, 2), (70, 1), (150, 0)):
        found = detector.detect(picture, smallest)
        assert len(found) == expected
        assert all(size(face) >= smallest for face in found)


def test_colours_are_taken_in_the_right_order(detector: YunetDetector) -> None:
    picture = photo("obama-480p.jpg")

    (face,), (blue,) = (detector.detect(each, 20) for each in (picture, picture[..., ::-1]))

    assert face.score == pytest.approx(0.942, abs=0.002)
    assert blue.score < face.score - 0.005


def test_a_face_that_fills_a_large_picture_is_found_once(detector: YunetDetector) -> None:
    portrait = photo("biden2.jpg")[100:1000, 300:1050]
    large = np.asarray(Image.fromarray(portrait).resize((1500, 1800)))

    (face,) = detector.detect(large, 20)

    assert size(face) > 700


@pytest.mark.parametrize(
    ("name", "faces"),
    [("obama-240p.jpg", 1), ("obama-1080p.jpg", 1), ("two_people.jpg", 2), ("obama_and_biden.jpg", 3)],
)
def test_the_faces_of_photographs_are_found(detector: YunetDetector, name: str, faces: int) -> None:
    assert len(detector.detect(photo(name), 40)) == faces


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (300, 5), (15, 15)])
def test_a_picture_too_small_for_a_face_has_none(detector: YunetDetector, shape: tuple[int, int]) -> None:
    assert detector.detect(np.full((*shape, 3), 128, np.uint8), 20) == []


def test_pictures_that_are_views_or_read_only_will_do(detector: YunetDetector) -> None:
    picture = draw_faces([(160, 120, 60)])
    mirrored_twice = np.ascontiguousarray(picture[:, ::-1])[:, ::-1]
    mirrored_twice.flags.writeable = False

    assert detector.detect(mirrored_twice, 20) == detector.detect(picture, 20)


@pytest.mark.parametrize(
    ("side", "smallest", "scales"),
    [
        (300, 20, [1]),
        (300, 1, [1]),
        (600, 48, [0.5]),
        (1000, 20, [1, 0.25]),
        (1000, 48, [0.5, 0.125]),
        (5000, 24, [1, 0.25, 0.0625]),
    ],
)
def test_a_picture_is_searched_at_sizes_that_suit_the_faces_wanted(
    side: int, smallest: int, scales: list[float]
) -> None:
    assert list(looks(side, smallest)) == scales


def test_a_file_that_is_no_detector_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no network")

    with pytest.raises(UnusableDetector):
        YunetDetector(tmp_path / "model.onnx")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDetector):
        YunetDetector(tmp_path / "missing.onnx")
