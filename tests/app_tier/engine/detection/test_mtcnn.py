"""The whole cascade with its own networks, on drawn faces, and on photographs where there are some."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app_tier.engine.detection.detector import Detection
from app_tier.engine.detection.mtcnn import OUTPUT_AT_ONCE, REFINED_AT_ONCE, MtcnnDetector
from app_tier.engine.detection.strip import TILE_SIDE
from app_tier.engine.pixels import Pixels
from app_tier.engine.runtimes.capabilities import installed_libraries, processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.engine.runtimes.loading import load_runtime
from app_tier.engine.runtimes.onnx_fp32 import OnnxRuntime
from app_tier.engine.runtimes.runtime import Runtime
from app_tier.engine.weights.mtcnn_onnx import output_model, proposal_model, refinement_model
from app_tier.engine.weights.mtcnn_wheel import OUTPUT_FILE, PROPOSAL_FILE, REFINEMENT_FILE
from tests.app_tier.engine.detection.drawn import Face, draw_faces
from tests.app_tier.engine.weights.mtcnn_files import loaded, weights_of

PHOTOS = Path(__file__).parents[5] / "shared" / "data" / "photos"
pytestmark = pytest.mark.model


def mtcnn(runtime: Runtime, folder: Path) -> MtcnnDetector:
    proposal = proposal_model(weights_of(PROPOSAL_FILE), TILE_SIDE)
    refinement = refinement_model(weights_of(REFINEMENT_FILE), REFINED_AT_ONCE)
    output = output_model(weights_of(OUTPUT_FILE), OUTPUT_AT_ONCE)
    return MtcnnDetector(*(loaded(model, runtime, folder) for model in (proposal, refinement, output)))


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> MtcnnDetector:
    return mtcnn(OnnxRuntime(), tmp_path_factory.mktemp("mtcnn"))


def photo(name: str) -> Pixels:
    """Return a photograph of the collection beside the repository."""
    if not (PHOTOS / name).exists():
        pytest.skip(f"no real photographs: {PHOTOS} is not there")
    return np.asarray(Image.open(PHOTOS / name).convert("RGB"))


def middle(found: Detection) -> tuple[float, float]:
    return (found.left + found.right) / 2, (found.top + found.bottom) / 2


def shorter_side(found: Detection) -> float:
    return min(found.right - found.left, found.bottom - found.top)


@pytest.mark.parametrize("width", [24, 30, 45, 70, 120])
def test_a_face_is_found_where_it_is_and_as_large_as_it_is(detector: MtcnnDetector, width: int) -> None:
    (found,) = detector.detect(draw_faces([(160, 120, width)]), 20)

    assert middle(found) == pytest.approx((160, 120), abs=width / 10)
    assert shorter_side(found) == pytest.approx(width, rel=0.15)
    assert 0.9 < found.score <= 1


def test_landmarks_lie_on_eyes_nose_and_corners_of_the_mouth(detector: MtcnnDetector) -> None:
    (found,) = detector.detect(draw_faces([(160, 120, 80)]), 20)

    drawn = [(144, 112), (176, 112), (160, 131), (148, 148), (172, 148)]
    assert found.points == pytest.approx(np.array(drawn), abs=8)


def test_every_face_of_a_crowd_is_found_surest_first(detector: MtcnnDetector) -> None:
    crowd: list[Face] = [(x, y, 26 + x / 40) for x in range(30, 640, 55) for y in range(35, 480, 70)]
    found = detector.detect(draw_faces(crowd, width=680, height=520), 20)

    places = sorted((round(x / 55 - 30 / 55), round(y / 70 - 0.5)) for x, y in map(middle, found))
    assert places == [(column, row) for column in range(12) for row in range(7)]
    scores = [face.score for face in found]
    assert scores == sorted(scores, reverse=True)


def test_no_face_is_smaller_than_what_was_asked_for(detector: MtcnnDetector) -> None:
    picture = draw_faces([(50, 60, 24), (120, 60, 36), (220, 120, 80)])

    for smallest, expected in ((20, 3), (30, 2), (60, 1), (150, 0)):
        found = detector.detect(picture, smallest)
        assert len(found) == expected
        assert all(shorter_side(face) >= smallest for face in found)


def test_a_face_cut_off_by_the_edge_is_found_with_its_box_reaching_over_it(detector: MtcnnDetector) -> None:
    picture = draw_faces([(160, 120, 80)])[:, 136:]
    (found,) = detector.detect(np.ascontiguousarray(picture), 20)

    assert found.left < 0
    assert found.right == pytest.approx(64, abs=12)


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (300, 5), (11, 11), (20, 20)])
def test_a_picture_too_small_for_a_face_has_none(detector: MtcnnDetector, shape: tuple[int, int]) -> None:
    assert detector.detect(np.full((*shape, 3), 128, np.uint8), 20) == []


@pytest.mark.parametrize("smallest", [1, 20, 400])
def test_a_picture_of_nothing_has_no_face(detector: MtcnnDetector, smallest: int) -> None:
    assert detector.detect(np.full((240, 320, 3), 128, np.uint8), smallest) == []


def test_noise_has_no_face(detector: MtcnnDetector) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (240, 320, 3), dtype=np.uint8)

    assert detector.detect(noise, 20) == []


def test_the_same_picture_gives_the_same_answer(detector: MtcnnDetector) -> None:
    picture = draw_faces([(60, 60, 25), (160, 120, 60), (270, 80, 40)])
    once, again = (detector.detect(picture, 20) for _ in range(2))

    assert repr(once) == repr(again)


def test_pictures_that_are_views_or_read_only_will_do(detector: MtcnnDetector) -> None:
    picture = draw_faces([(160, 120, 60)])
    mirrored_twice = np.ascontiguousarray(picture[:, ::-1])[:, ::-1]
    mirrored_twice.flags.writeable = False

    assert detector.detect(mirrored_twice, 20) == detector.detect(picture, 20)


@pytest.mark.parametrize(
    ("name", "faces"),
    [("obama-240p.jpg", 1), ("obama-480p.jpg", 1), ("obama-1080p.jpg", 1), ("two_people.jpg", 2)],
)
def test_the_faces_of_photographs_are_found(detector: MtcnnDetector, name: str, faces: int) -> None:
    assert len([face for face in detector.detect(photo(name), 40) if face.score > 0.9]) == faces


@pytest.mark.skipif(
    not processor_capabilities().bf16 or "openvino" not in installed_libraries(), reason="needs bf16"
)
def test_reduced_precision_finds_the_same_faces(detector: MtcnnDetector, tmp_path: Path) -> None:
    fast = mtcnn(load_runtime(RuntimeName.OPENVINO_BF16), tmp_path)
    picture = draw_faces([(60, 60, 25), (160, 120, 60), (270, 80, 40)])

    exact_middles, fast_middles = (sorted(map(middle, each.detect(picture, 20))) for each in (detector, fast))

    assert np.array(fast_middles) == pytest.approx(np.array(exact_middles), abs=1)
