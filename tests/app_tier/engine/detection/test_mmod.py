"""The detector finds dlib's faces: the same rectangles and scores, in every precision of the scan."""

import io
from pathlib import Path

import dlib
import numpy as np
import onnx
import pytest
from PIL import Image

from app_tier.engine.detection.detector import Detection
from app_tier.engine.detection.mmod import MmodDetector
from app_tier.engine.pixels import Output, Pixels, Tensor
from app_tier.engine.runtimes.capabilities import installed_libraries, processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName, RuntimeUnavailable, choose
from app_tier.engine.runtimes.loading import load_runtime
from app_tier.engine.runtimes.onnx_fp32 import OnnxRuntime
from app_tier.engine.runtimes.runtime import Network
from app_tier.engine.weights.activation_ranges import DLIB_MMOD, read_ranges
from app_tier.engine.weights.dlib_mmod import read_mmod
from app_tier.engine.weights.mmod_onnx import exact_model, int8_scan_model, scan_model
from benchmarks.pictures import drawn_face
from tests.app_tier.engine.weights.dlib_files import MMOD, content_of, path_of

pytestmark = pytest.mark.model
Rectangle = tuple[float, float, float, float]


class CountingNetwork:
    """A network that remembers how many pixels it was given."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.pixels = 0

    def run(self, batch: Tensor) -> Output:
        self.pixels += batch.size // 3
        return self._network.run(batch)


def saved(model: onnx.ModelProto, folder: Path, name: str) -> Path:
    onnx.save(model, folder / name)
    return folder / name


def mmod(name: RuntimeName, folder: Path) -> MmodDetector:
    weights = read_mmod(content_of(MMOD))
    if name is RuntimeName.OPENVINO_INT8:
        model = int8_scan_model(weights, read_ranges(DLIB_MMOD.read_bytes()))
    else:
        model = scan_model(weights)
    scanner = load_runtime(name).load(saved(model, folder, "scan.onnx"), batches=(1,))
    return MmodDetector(scanner, OnnxRuntime().load(saved(exact_model(weights), folder, "exact.onnx")))


@pytest.fixture(scope="module", params=RuntimeName)
def detector(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MmodDetector:
    try:
        name = choose(request.param, processor_capabilities(), installed_libraries())
    except RuntimeUnavailable as error:
        pytest.skip(str(error))
    return mmod(name, tmp_path_factory.mktemp("mmod"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> MmodDetector:
    return mmod(RuntimeName.ONNX_FP32, tmp_path_factory.mktemp("mmod"))


@pytest.fixture(scope="module")
def reference() -> dlib.cnn_face_detection_model_v1:
    return dlib.cnn_face_detection_model_v1(str(path_of(MMOD)))


def face(seed: int, size: int) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(drawn_face(seed, size))).convert("RGB"))


def crowd() -> Pixels:
    """Return a picture with three faces, the last of them half outside."""
    picture = np.full((330, 520, 3), 90, np.uint8)
    picture[40:240, 10:210] = face(1, 200)
    picture[20:320, 220:520] = face(2, 300)
    return picture[:, 60:]


def rectangles(found: list[Detection]) -> list[Rectangle]:
    """Return what dlib would call them: its rectangles name their last pixels."""
    return [(each.left, each.top, each.right - 1, each.bottom - 1) for each in found]


def assert_same(found: list[Detection], expected: list[dlib.mmod_rectangle]) -> None:
    surest = sorted(expected, key=lambda each: -each.confidence)
    sides = [(each.rect.left(), each.rect.top(), each.rect.right(), each.rect.bottom()) for each in surest]
    assert rectangles(found) == sides
    assert [each.score for each in found] == pytest.approx([each.confidence for each in surest], abs=1e-3)


@pytest.mark.parametrize(("seed", "size"), [(0, 200), (1, 250), (3, 251), (2, 300)])
def test_a_face_has_dlibs_rectangle_and_score(
    detector: MmodDetector, reference: dlib.cnn_face_detection_model_v1, seed: int, size: int
) -> None:
    picture = face(seed, size)
    expected = list(reference(picture, 0))

    assert len(expected) == 1
    assert_same(detector.detect(picture, 0), expected)


@pytest.mark.parametrize(("seed", "size", "margin"), [(35, 384, 51), (25, 420, 69)])
def test_a_face_whose_level_lies_at_the_end_of_the_canvas_has_dlibs_rectangle(
    detector: MmodDetector,
    reference: dlib.cnn_face_detection_model_v1,
    seed: int,
    size: int,
    margin: int,
) -> None:
    picture = np.ascontiguousarray(face(seed, size)[margin:-margin, margin:-margin])

    assert_same(detector.detect(picture, 0), list(reference(picture, 0)))


def test_several_faces_are_dlibs_surest_first(
    detector: MmodDetector, reference: dlib.cnn_face_detection_model_v1
) -> None:
    picture = crowd()
    expected = list(reference(picture, 0))

    assert len(expected) >= 2
    assert_same(detector.detect(picture, 0), expected)


def test_no_face_is_smaller_than_what_was_asked_for(plain: MmodDetector) -> None:
    picture = crowd()
    sides = [each.right - each.left for each in plain.detect(picture, 0)]

    larger = plain.detect(picture, round(max(sides)))

    assert 1 <= len(larger) < len(sides)
    assert all(min(each.right - each.left, each.bottom - each.top) >= max(sides) for each in larger)


def test_where_only_large_faces_are_wanted_less_is_looked_at(tmp_path: Path) -> None:
    weights = read_mmod(content_of(MMOD))
    network = CountingNetwork(OnnxRuntime().load(saved(scan_model(weights), tmp_path, "scan.onnx")))
    exact = OnnxRuntime().load(saved(exact_model(weights), tmp_path, "exact.onnx"))
    detector = MmodDetector(network, exact)

    pixels = []
    for smallest in (80, 160):
        network.pixels = 0
        detector.detect(face(2, 400), smallest)
        pixels.append(network.pixels)

    assert pixels[1] < pixels[0] / 2


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (300, 5), (6, 6), (40, 40)])
def test_a_picture_too_small_for_a_face_has_none(plain: MmodDetector, shape: tuple[int, int]) -> None:
    assert plain.detect(np.full((*shape, 3), 128, np.uint8), 0) == []


def test_faces_larger_than_the_picture_are_not_looked_for(plain: MmodDetector) -> None:
    assert plain.detect(face(0, 200), 5000) == []


def test_noise_has_no_face(plain: MmodDetector) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (240, 320, 3), dtype=np.uint8)

    assert plain.detect(noise, 0) == []


def test_pictures_that_are_views_or_read_only_will_do(plain: MmodDetector) -> None:
    picture = face(0, 200)
    mirrored_twice = np.ascontiguousarray(picture[:, ::-1])[:, ::-1]
    mirrored_twice.flags.writeable = False

    assert plain.detect(mirrored_twice, 0) == plain.detect(picture, 0)
