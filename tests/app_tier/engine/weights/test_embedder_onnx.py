"""The ONNX embedder gives the very embeddings that dlib gives."""

import dlib
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from app_tier.engine.weights.dlib_embedder import CHIP_SIDE, read_embedder
from app_tier.engine.weights.embedder_onnx import embedder_model
from tests.app_tier.engine.weights.dlib_files import EMBEDDER, content_of, path_of
from tests.app_tier.engine.weights.onnx_session import Session

pytestmark = pytest.mark.model
Chips = NDArray[np.uint8]  # (n, 150, 150, 3)


@pytest.fixture(scope="module")
def model() -> onnx.ModelProto:
    return embedder_model(read_embedder(content_of(EMBEDDER)))


@pytest.fixture(scope="module")
def session(model: onnx.ModelProto) -> Session:
    return Session(model)


@pytest.fixture(scope="module")
def reference() -> dlib.face_recognition_model_v1:
    return dlib.face_recognition_model_v1(str(path_of(EMBEDDER)))


def noise(count: int) -> Chips:
    shape = (count, CHIP_SIDE, CHIP_SIDE, 3)
    return np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)


def waves(count: int) -> Chips:
    """Return smooth chips: each colour is a sum of waves of some lengths and directions."""
    random = np.random.default_rng(2)
    rows, columns = np.mgrid[:CHIP_SIDE, :CHIP_SIDE][:, None, :, :, None] / CHIP_SIDE
    down, across, start = random.uniform(-25, 25, (3, 4, count, 1, 1, 3))
    smooth = sum(np.sin(down[k] * rows + across[k] * columns + start[k]) for k in range(4))
    return np.asarray(127.5 + 31 * smooth, dtype=np.uint8)


def plain() -> Chips:
    """Return chips of one colour: black, white, pure red, green and blue, grey."""
    colours = np.array([[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [128, 128, 128]])
    return np.tile(colours[:, None, None], (1, CHIP_SIDE, CHIP_SIDE, 1)).astype(np.uint8)


def as_input(chips: Chips) -> NDArray[np.float32]:
    return np.ascontiguousarray(chips.transpose(0, 3, 1, 2), dtype=np.float32)


@pytest.mark.parametrize("chips", [noise(12), waves(24), plain()], ids=["noise", "waves", "plain"])
def test_embeddings_are_dlibs(
    chips: Chips, session: Session, reference: dlib.face_recognition_model_v1
) -> None:
    expected = np.array([reference.compute_face_descriptor(chip) for chip in chips])

    assert np.abs(session.run(as_input(chips)) - expected).max() <= 1e-5


def test_a_face_is_embedded_alone_as_in_a_batch(session: Session) -> None:
    faces = as_input(waves(5))

    together = session.run(faces)

    assert together.shape == (5, 128)
    for face, embedding in zip(faces, together, strict=True):
        assert session.run(face[None])[0] == pytest.approx(embedding, abs=1e-6)


def test_different_chips_are_told_apart(session: Session) -> None:
    one, other = session.run(as_input(waves(2)))

    assert np.linalg.norm(one - other) > 0.1


def test_the_model_keeps_onnxs_rules_and_is_the_same_each_time(model: onnx.ModelProto) -> None:
    onnx.checker.check_model(model, full_check=True)

    again = embedder_model(read_embedder(content_of(EMBEDDER)))

    assert again.SerializeToString(deterministic=True) == model.SerializeToString(deterministic=True)
    assert model.opset_import[0].version <= 21
