"""OpenVINO in the reduced precisions of newer processors.

It runs a network of fixed extents faster than one that leaves them open, by a tenth (embedder) to a half
(MTCNN's networks), but has to compile it for each. So a network is compiled for a few batch sizes while it is
loaded, and never while pictures wait.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from app_tier.engine.pixels import Output, Tensor
from app_tier.engine.runtimes.batches import cut
from app_tier.engine.runtimes.openvino_library import openvino
from app_tier.engine.runtimes.runtime import BATCHES, ModelUnusable

Precision = Literal["bf16", "int8"]

#: No streams: networks run in the calling thread. With one, each compiled network brings two threads along,
#: whose heaps take 150 MB of the address space that an engine process may use.
_ONE_THREAD = {"NUM_STREAMS": 0, "INFERENCE_NUM_THREADS": 1, "ENABLE_CPU_PINNING": False}
#: The int8 layers are those that the file quantises; OpenVINO runs the others in bf16 where there is that.
_PRECISION: dict[Precision, dict[str, str]] = {"bf16": {"INFERENCE_PRECISION_HINT": "bf16"}, "int8": {}}


@cache
def _core() -> openvino.Core:
    """Return the process's one core, which lives as long as the process.

    With its first core OpenVINO gives the thread that made it another stack for signals, and unmaps that with
    the last one, whichever thread drops it: the next signal would then end the process without a word.
    """
    return openvino.Core()


class OpenVinoRuntime:
    """Needs a processor that has the precision: see choice.py."""

    def __init__(self, precision: Precision) -> None:
        self.name = f"openvino-{precision}"
        self._options = _ONE_THREAD | _PRECISION[precision]
        self._core = _core()

    def load(self, model: Path, batches: Sequence[int] = BATCHES) -> "OpenVinoNetwork":
        """Load an ONNX file. Raises ModelUnusable."""
        try:
            network = self._core.read_model(model)
            if len(network.inputs) != 1 or len(network.outputs) != 1:
                raise ModelUnusable(f"{model} has more than one input or output.")
            return OpenVinoNetwork(self._compiled(network, batches))
        except RuntimeError as error:
            raise ModelUnusable(f"OpenVINO cannot load {model}: {error}") from error

    def _compiled(self, network: openvino.Model, batches: Sequence[int]) -> dict[int, openvino.InferRequest]:
        """Return the network by the batch sizes it can run."""
        items, *extents = network.input().get_partial_shape()
        sizes = batches if items.is_dynamic else (items.get_length(),)
        requests = {}
        for size in sizes:
            network.reshape([size, *extents])
            requests[size] = self._core.compile_model(network, "CPU", self._options).create_infer_request()
        return requests


class OpenVinoNetwork:
    """A network in OpenVINO, compiled for some batch sizes."""

    def __init__(self, requests: Mapping[int, openvino.InferRequest]) -> None:
        self._requests = requests

    def run(self, batch: Tensor) -> Output:
        """Return the network's output. Raises ValueError where the file fixes another number of items."""
        items = np.require(
            batch, requirements=["C_CONTIGUOUS", "WRITEABLE"]
        )  # what can be shared, not copied
        pieces = [self._infer(items[piece]) for piece in cut(len(items), tuple(self._requests))]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _infer(self, piece: Tensor) -> Output:
        request = self._requests[len(piece)]
        request.set_input_tensor(openvino.Tensor(piece, shared_memory=True))
        request.infer()
        output: Output = request.get_output_tensor().data.copy()  # the next run writes into the same memory
        return output
