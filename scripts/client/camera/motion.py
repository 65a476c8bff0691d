"""Tells frames in which something moved from those that look like the last one that was sent."""

import cv2
import numpy as np

from scripts.client.camera.frames import Pixels

#: Frames are compared this small: a person moving still shows, a camera's noise does not.
_WIDTH, _HEIGHT = 64, 48
#: A pixel has changed if its brightness did by more than this, of 255.
_CHANGED_BY = 24


class MotionGate:
    """Compares frames with a remembered one.

    The remembered frame is the last that was sent, not the last that was seen, so that a slow change
    is noticed too. `threshold` is the share of the picture, 0 to 1, that must have changed.
    """

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._remembered: Pixels | None = None

    def sees_motion(self, pixels: Pixels) -> bool:
        """Whether the frame differs from the remembered one; the first always does."""
        if self._remembered is None:
            return True
        return changed_share(self._remembered, _thumbnail(pixels)) >= self._threshold

    def remember(self, pixels: Pixels) -> None:
        """Compare with this frame from now on."""
        self._remembered = _thumbnail(pixels)


def changed_share(one: Pixels, other: Pixels) -> float:
    """Return the share of pixels, 0 to 1, that differ clearly between two grey pictures of one size."""
    difference = np.abs(one.astype(np.int16) - other.astype(np.int16))
    return float(np.mean(difference > _CHANGED_BY))


def _thumbnail(pixels: Pixels) -> Pixels:
    small = cv2.resize(pixels, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
