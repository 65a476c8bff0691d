"""ONNX Runtime as the tests use it: one thread, single precision."""

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

ort = pytest.importorskip("onnxruntime", reason="needs worker_requirements.txt")


class Session:
    """A loaded model of one input and one output."""

    def __init__(self, model: onnx.ModelProto) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = ort.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        (source,) = self._session.get_inputs()
        self._source = source.name

    def run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        (output,) = self._session.run(None, {self._source: values})
        return np.asarray(output)
