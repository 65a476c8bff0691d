"""The files of the package mtcnn, which is not imported: it needs TensorFlow."""

import importlib.util
from functools import cache
from pathlib import Path

import onnx
import pytest

from app_tier.engine.runtimes.runtime import Network, Runtime
from app_tier.engine.weights.mtcnn_wheel import MtcnnWeights, WheelFile, read_mtcnn


def content_of(file: WheelFile) -> bytes:
    package = importlib.util.find_spec("mtcnn")
    if package is None or package.origin is None:
        pytest.skip("needs worker_requirements.txt: the package mtcnn is not installed")
    return (Path(package.origin).parent / file.path).read_bytes()


@cache
def weights_of(file: WheelFile) -> MtcnnWeights:
    return read_mtcnn(content_of(file), file)


def loaded(model: onnx.ModelProto, runtime: Runtime, folder: Path) -> Network:
    path = folder / f"{model.graph.input[0].type.tensor_type.shape.dim[1].dim_value}.onnx"
    onnx.save(model, path)
    return runtime.load(path)
