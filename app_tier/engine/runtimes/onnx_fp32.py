"""ONNX Runtime in single precision: exact, and on every processor."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app_tier.engine.pixels import Output, Tensor
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.engine.runtimes.onnxruntime_library import native, onnxruntime
from app_tier.engine.runtimes.runtime import BATCHES, ModelUnusable

#: What loading a file raises; these classes have no base of their own.
_FAILURES = (
    native.Fail,
    native.InvalidArgument,
    native.InvalidGraph,
    native.InvalidProtobuf,
    native.NoSuchFile,
    native.NotImplemented,
    native.RuntimeException,
)
_ERRORS_ONLY = 3


class OnnxRuntime:
    """Takes any number of items at the same cost each, so there is nothing to prepare for."""

    name: str = RuntimeName.ONNX_FP32

    def load(self, model: Path, batches: Sequence[int] = BATCHES) -> "OnnxNetwork":
        """Load an ONNX file. Raises ModelUnusable."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        try:
            session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except _FAILURES as error:
            raise ModelUnusable(f"ONNX Runtime cannot load {model}: {error}") from error
        if len(session.get_inputs()) != 1 or len(session.get_outputs()) != 1:
            raise ModelUnusable(f"{model} has more than one input or output.")
        return OnnxNetwork(session)


class OnnxNetwork:
    """A network in ONNX Runtime."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def run(self, batch: Tensor) -> Output:
        """Return the network's output."""
        output: Output = np.asarray(self._session.run(None, {self._input: batch})[0])
        return output
