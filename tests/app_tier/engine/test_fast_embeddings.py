"""Embeddings of the fast runtimes stay near the exact ones, so that galleries outlive a change of machine."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.runtimes.capabilities import installed_libraries, processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName, RuntimeUnavailable, choose
from app_tier.engine.runtimes.loading import load_runtime
from app_tier.engine.runtimes.onnx_fp32 import OnnxRuntime
from app_tier.engine.weights.activation_ranges import DLIB_EMBEDDER, read_ranges
from app_tier.engine.weights.dlib_embedder import CHIP_SIDE, read_embedder
from app_tier.engine.weights.embedder_onnx import embedder_model
from app_tier.engine.weights.int8 import quantise
from tests.app_tier.engine.weights.dlib_files import EMBEDDER, content_of

pytestmark = pytest.mark.model
Faces = NDArray[np.float32]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[RuntimeName, Path]:
    """Return the file that each runtime loads."""
    folder = tmp_path_factory.mktemp("models")
    exact = embedder_model(read_embedder(content_of(EMBEDDER)))
    rounded = quantise(exact, read_ranges(DLIB_EMBEDDER.read_bytes()))
    (folder / "exact.onnx").write_bytes(exact.SerializeToString())
    (folder / "int8.onnx").write_bytes(rounded.SerializeToString())
    return {
        RuntimeName.ONNX_FP32: folder / "exact.onnx",
        RuntimeName.OPENVINO_BF16: folder / "exact.onnx",
        RuntimeName.OPENVINO_INT8: folder / "int8.onnx",
    }


def waves(count: int) -> Faces:
    """Return smooth chips: each colour is a sum of waves of some lengths and directions."""
    random = np.random.default_rng(2)
    rows, columns = np.mgrid[:CHIP_SIDE, :CHIP_SIDE][:, None, None] / CHIP_SIDE
    down, across, start = random.uniform(-25, 25, (3, 4, count, 3, 1, 1))
    smooth = np.sin(down * rows + across * columns + start).sum(axis=0)
    return np.asarray(np.rint(127.5 + 31 * smooth), dtype=np.float32)


@pytest.mark.parametrize(
    ("name", "bound"), [(RuntimeName.OPENVINO_BF16, 0.03), (RuntimeName.OPENVINO_INT8, 0.06)]
)
def test_embeddings_are_near_the_exact_ones(
    models: dict[RuntimeName, Path], name: RuntimeName, bound: float
) -> None:
    try:
        choose(name, processor_capabilities(), installed_libraries())
    except RuntimeUnavailable as error:
        pytest.skip(str(error))
    faces = waves(20)
    exact = OnnxRuntime().load(models[RuntimeName.ONNX_FP32]).run(faces)

    fast = load_runtime(name).load(models[name]).run(faces)

    assert np.linalg.norm(fast - exact, axis=1).max() <= bound
    assert not np.array_equal(fast, exact)
