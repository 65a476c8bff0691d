"""Refuses faces that are too poor to know somebody by. Pure.

Measured with the pack `dlib`, as enrolments ask for faces, on the 1,369 pictures of LFW's pair fold 1
(faces of 63 to 145 pixels), of which three are refused, and on 980 other portraits, down to 48 pixels a
side, of which one is. 196 of LFW's were also made poorer; "moved" is how far the embedding then lies from
the original's, where two pictures of one person lie 0.30 apart (median). Of those at a tenth of their
brightness none is taken, of those blurred over 4 % of the face's side none, of faces shrunk to 19 pixels a
quarter, to 14 pixels none.
"""

from pipeline.results import Face, Pose
from web_tier.failures import Unprocessable

#: Shorter side of the box, pixels. Moved by 0.24 at 23 pixels, by 0.30 at 19.
SMALLEST_PX = 20
#: Mean luminance, 0 to 100. Moved by 0.19 at 10, by 0.26 at 5, where two of five faces are found no more. The
#: darkest of the portraits has 15, so that nobody is refused for the colour of their skin.
DARKEST = 8.0
#: 0 to 100, as the result says it. A blur over 3 % of the face's side leaves 5.0 (median; moved by 0.30), one
#: over 4 % leaves 4.0 (moved by 0.36). LFW's least sharp has 10.8.
LEAST_SHARP = 5.5
#: Degrees. Pictures of one person lie 0.38 apart where one is turned aside by 40 to 45. Few of LFW's are
#: turned farther, by up to 56 degrees; the one that looks up or down the most does so by 31.
MOST_YAW = 45.0
MOST_PITCH = 35.0


def check_quality(face: Face) -> None:
    """Raise Unprocessable where a face is too poor, saying what was measured and what is needed."""
    quality = face.quality
    if quality.size < SMALLEST_PX:
        raise Unprocessable(
            f"The face is {quality.size} pixels wide or high; {SMALLEST_PX} are needed.",
            code="face_too_small",
        )
    if quality.brightness < DARKEST:
        raise Unprocessable(
            f"The face's brightness is {quality.brightness:g} of 100; {DARKEST:g} is needed.",
            code="face_dark",
        )
    if quality.sharpness < LEAST_SHARP:
        raise Unprocessable(
            f"The face's sharpness is {quality.sharpness:g} of 100; {LEAST_SHARP:g} is needed.",
            code="face_blurred",
        )
    if face.pose is not None:
        _check_pose(face.pose)


def _check_pose(pose: Pose) -> None:
    if abs(pose.yaw) > MOST_YAW or abs(pose.pitch) > MOST_PITCH:
        raise Unprocessable(
            f"The face is turned {abs(pose.yaw):g}° aside and {abs(pose.pitch):g}° up or down; at most "
            f"{MOST_YAW:g}° and {MOST_PITCH:g}° are taken.",
            code="face_turned",
        )
