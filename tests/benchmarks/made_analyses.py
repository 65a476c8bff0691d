"""Analyses as an engine would give them."""

import numpy as np

from app_tier.engine.engine import Analysis, DetectedFace
from pipeline.results import Box, ImageSize, Quality


def analysis(*boxes: Box, side: int = 100, **timings: float) -> Analysis:
    """Return one of a square picture with these faces; a face's embedding holds its box."""
    return Analysis(image=ImageSize(width=side, height=side), faces=tuple(map(_face, boxes)), timings=timings)


def _face(box: Box) -> DetectedFace:
    return DetectedFace(
        box=box,
        confidence=1.0,
        landmarks=(),
        quality=Quality(brightness=50.0, sharpness=50.0, size=int(min(box.width, box.height))),
        embedding=np.array([box.left, box.top, box.width, box.height], dtype=np.float32),
    )
