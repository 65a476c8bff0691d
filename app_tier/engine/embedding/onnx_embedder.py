"""Any embedder that comes as an ONNX file."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.embedding.dlib_embedder import planes
from app_tier.engine.pixels import Chips
from app_tier.engine.runtimes.runtime import Network


class OnnxEmbedder:
    """A network of one input (faces, 3, side, side) and one output (faces, d)."""

    def __init__(self, network: Network, *, mean: Sequence[float], deviation: Sequence[float]) -> None:
        self._network = network
        self._mean = np.array(mean, np.float32)[:, None, None]
        self._deviation = np.array(deviation, np.float32)[:, None, None]

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        """Return embeddings, one chip after another: most such files take one face at a time."""
        faces = (planes(chips) - self._mean) / self._deviation
        return np.concatenate([self._network.run(face[None]) for face in faces])
