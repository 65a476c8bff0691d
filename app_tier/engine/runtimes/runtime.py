"""What runs a network: the seam between the models and ONNX Runtime or OpenVINO."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app_tier.engine.pixels import Output, Tensor
from pipeline.errors import FacefleetError

#: Numbers of items worth preparing for, where a run's number varies. With 8, 16 or 32 beside them, runs of
#: any number took much the same time, and each takes 50 to 150 ms of every start.
BATCHES = (1, 4)


class ModelUnusable(FacefleetError):
    """A network's file cannot be loaded."""


class Network(Protocol):
    """A loaded network of one input and one output; one thread, not safe to share between threads."""

    def run(self, batch: Tensor) -> Output:
        """Return the network's output for one item or more. It stays valid after the next run."""


class Runtime(Protocol):
    """Loads networks."""

    @property
    def name(self) -> str:
        """Library and precision, such as `onnx-fp32`: what results and metrics report."""

    def load(self, model: Path, batches: Sequence[int] = BATCHES) -> Network:
        """Load an ONNX file whose network has one input and one output. Raises ModelUnusable.

        Where the file leaves the number of items open, a run takes any number. A runtime that must prepare
        for each number prepares now for those in `batches`, of which one is 1, and cuts others into these.
        """
