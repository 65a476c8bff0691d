"""Embeds each face as several pictures of it, and takes the mean."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.embedding.embedder import Embedder
from app_tier.engine.pixels import Chips
from pipeline.messages import Views

#: How much nearer the nearer view is. On LFW 1.06 and 1.12 do less, and views from farther off add nothing.
NEARER = 1.2


def embed_views(embedder: Embedder, chips: Chips, views: Views) -> NDArray[np.float32]:
    """Return the mean embedding of each chip's views, shape (faces, d); one view of all faces at a time."""
    embeddings = [embedder.embed(view) for view in _made(chips, views)]
    return np.asarray(np.mean(embeddings, axis=0), dtype=np.float32)


def _made(chips: Chips, views: Views) -> Iterator[Chips]:
    yield chips
    if views is not Views.PLAIN:
        yield chips[:, :, ::-1]
    if views is Views.THOROUGH:
        nearer = _nearer(chips)
        yield nearer
        yield nearer[:, :, ::-1]


def _nearer(chips: Chips) -> Chips:
    """Return the middles of the chips, as large as these."""
    side = chips.shape[1]
    edge = round(side * (1 - 1 / NEARER) / 2)
    middles = chips[:, edge : side - edge, edge : side - edge]
    return np.stack([cv2.resize(each, (side, side)).astype(np.uint8, copy=False) for each in middles])
