"""Faces as a worker sees them, each as large and as good as a test wants it."""

import base64
from dataclasses import replace

from pipeline.results import Box, Face, Pose, Quality
from tests.web_tier.world import SIZE, face

#: What stands for a JPEG here; nobody looks into it.
JPEG = b"a face"


def seen(
    side: int = 40,
    *,
    left: float = 10,
    brightness: float = 50,
    sharpness: float = 40,
    pose: Pose | None = None,
) -> Face:
    """Return a stranger's face, `side` pixels wide and high, with its crop."""
    box = Box(left=left, top=10, width=side, height=side)
    return replace(
        face(),
        box=box,
        box_ratios=box.as_ratios(SIZE),
        quality=Quality(brightness=brightness, sharpness=sharpness, size=side),
        pose=pose,
        crop=base64.b64encode(JPEG).decode(),
    )
