"""From the pixels of the picture that was searched to those of the full one."""

from collections.abc import Sequence

from app_tier.engine.detection.detector import Detection
from pipeline.decoding import Decoded
from pipeline.results import Box, Landmark


def visible_box(detection: Detection, decoded: Decoded) -> Box:
    """Return the detection as a box of whole pixels of the searched picture, cut off at its edges."""
    width, height = decoded.picture.size
    left, top = _within(detection.left, width), _within(detection.top, height)
    right, bottom = _within(detection.right, width), _within(detection.bottom, height)
    return Box(left=left, top=top, width=max(right - left, 0), height=max(bottom - top, 0))


def full_box(box: Box, decoded: Decoded) -> Box:
    """Return the box in whole pixels of the full picture."""
    across, down = decoded.scale
    left, top = round(box.left * across), round(box.top * down)
    right, bottom = round((box.left + box.width) * across), round((box.top + box.height) * down)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def full_landmarks(landmarks: Sequence[Landmark], decoded: Decoded) -> tuple[Landmark, ...]:
    """Return the landmarks in the full picture."""
    across, down = decoded.scale
    return tuple(
        Landmark(type=each.type, x=round(each.x * across, 1), y=round(each.y * down, 1)) for each in landmarks
    )


def _within(place: float, side: int) -> int:
    return min(max(round(place), 0), side)
