"""dlib's embedder on a runtime of this project's choice."""

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Chips
from app_tier.engine.runtimes.runtime import Network


class DlibEmbedder:
    """The network of `weights/embedder_onnx.py`; all faces of a picture go through it together."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        """Return embeddings of 150-pixel chips, shape (faces, 128)."""
        return self._network.run(planes(chips))


def planes(chips: Chips) -> NDArray[np.float32]:
    """Return chips as networks take them: shape (faces, 3, side, side), 0 to 255, red first."""
    return np.ascontiguousarray(chips.transpose(0, 3, 1, 2), dtype=np.float32)
