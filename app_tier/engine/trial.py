"""Tries a pack's parts together, so that one whose parts do not fit is refused before the first picture."""

import numpy as np

from app_tier.engine.detection.detector import Detection
from app_tier.engine.manifest import InvalidPack
from app_tier.engine.pack_engine import Pack

_SIDE = 160  #: pixels of the picture
#: A face in its middle.
_POINTS = np.array([(60, 65), (100, 65), (80, 88), (64, 110), (96, 110)], np.float32)


def try_out(pack: Pack) -> None:
    """Align and embed a blank face as the detector would find it. Raises InvalidPack."""
    points = _POINTS if pack.detector.finds_points else None
    face = Detection(left=40, top=40, right=120, bottom=120, score=1.0, points=points)
    try:
        aligned = pack.aligner.align(np.zeros((_SIDE, _SIDE, 3), np.uint8), [face])
        embeddings = pack.embedder.embed(aligned.chips)
    except Exception as error:  # each runtime has errors of its own for an input of the wrong shape
        raise InvalidPack(f"The parts of the model pack {pack.model.pack} do not fit: {error}") from error
    if embeddings.ndim != 2 or len(embeddings) != 1 or not np.isfinite(embeddings).all():
        raise InvalidPack(f"The embedder of the model pack {pack.model.pack} gives no embedding of a face.")
