"""How clearly a face can be seen, as one number. Pure."""

import math

from pipeline.results import Face, Pose, Quality

#: A face with a shorter side of so many pixels is large enough.
_LARGE = 80
#: `Quality.sharpness` at which half of the clarity is lost.
_HALF_SHARP = 8.0

#: A face below it starts no identity: blur and coarseness move its embedding as far as another look would.
#: Measured with the pack `dlib` on LFW's 1,369 pictures, whose faces have 53 to 99. Scaled to a half
#: (47 pixels) they have 20 to 84, to a third 15 to 56 and 1 % are below, to a quarter 7 to 33 and 44 % are.
#: Blurred with a sigma of 2 pixels 18 to 86 and 0.1 % are below, of 4 pixels 9 to 30 and 82 % are: these lie
#: 0.32 from their own sharp picture, two sharp pictures of one person 0.31 from each other (medians).
FLOOR = 20.0


def clarity(face: Face) -> float:
    """Return 0 (nothing to be seen) to 100 (large, crisp, looking into the camera, surely a face)."""
    sure = min(1.0, max(0.0, face.confidence))
    return round(100 * sure * _size(face.quality) * _sharpness(face.quality) * _frontal(face.pose), 1)


def _size(quality: Quality) -> float:
    return min(1.0, quality.size / _LARGE)


def _sharpness(quality: Quality) -> float:
    squared = quality.sharpness**2
    return squared / (squared + _HALF_SHARP**2)


def _frontal(pose: Pose | None) -> float:
    """Return how much of the face is turned to the camera; where nobody can tell, all of it."""
    if pose is None:
        return 1.0
    return max(0.0, math.cos(math.radians(pose.yaw))) * max(0.0, math.cos(math.radians(pose.pitch)))
