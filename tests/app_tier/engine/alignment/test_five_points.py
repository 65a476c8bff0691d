"""Whatever a face's size and tilt in the picture, its points lie where the embedder expects them."""

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.alignment.five_points import (
    ARCFACE_CHIP,
    DLIB_CHIP,
    LANDMARKS,
    FivePointAligner,
    PointsMissing,
    Template,
)
from app_tier.engine.alignment.placement import Placement
from app_tier.engine.detection.detector import Detection
from app_tier.engine.pixels import Pixels, Points


def detection(points: Points | None) -> Detection:
    return Detection(left=0, top=0, right=1, bottom=1, score=1.0, points=points)


def face_like(template: Template, scale: float, degrees: float) -> Points:
    """Return the template's points, so large and tilted, about the middle of a picture of 800 by 600."""
    turn = math.radians(degrees)
    placement = Placement(cosine=scale * math.cos(turn), sine=scale * math.sin(turn), left=0, top=0)
    points = placement.apply(np.array(template.points))
    return np.asarray(points - points.mean(axis=0) + (400, 300), np.float32)


def dotted(point: NDArray[np.float32], radius: int) -> Pixels:
    """Return a picture with a white dot."""
    picture = np.zeros((600, 800, 3), np.uint8)
    # OpenCV counts from the middle of the first pixel, here in 16ths of a pixel
    centre = (round((float(point[0]) - 0.5) * 16), round((float(point[1]) - 0.5) * 16))
    cv2.circle(picture, centre, radius * 16, (255, 255, 255), -1, cv2.LINE_AA, 4)
    return picture


def dot(chip: Pixels) -> tuple[float, float]:
    """Return the middle of what is white, from the chip's upper left corner."""
    rows, columns = np.mgrid[0.5 : chip.shape[0], 0.5 : chip.shape[1]]
    share = chip[:, :, 0] / chip[:, :, 0].sum()
    return float((columns * share).sum()), float((rows * share).sum())


@pytest.mark.parametrize("template", [DLIB_CHIP, ARCFACE_CHIP])
@pytest.mark.parametrize("scale", [0.7, 1.0, 2.3, 4.0])
@pytest.mark.parametrize("degrees", [0, -20, 35, 90, 180])
def test_the_points_of_a_face_come_to_lie_on_the_template(
    template: Template, scale: float, degrees: float
) -> None:
    points = face_like(template, scale, degrees)

    for point, expected in zip(points, template.points, strict=True):
        picture = dotted(point, radius=max(3, round(4 * scale)))
        aligned = FivePointAligner(template).align(picture, [detection(points)])

        assert aligned.chips.shape == (1, template.side, template.side, 3)
        assert dot(aligned.chips[0]) == pytest.approx(expected, abs=0.1)


def test_a_smile_moves_dlibs_chip_less_than_a_turn_of_the_eyes() -> None:
    still = face_like(DLIB_CHIP, 1.0, 0)
    smiling, squinting = still.copy(), still.copy()
    smiling[3:] += (0, 8)
    squinting[:2] += (0, 8)

    def shift(points: Points) -> float:
        """Return how far down the chip moves, pixels."""
        spot = still.mean(axis=0)
        chips = [
            FivePointAligner(DLIB_CHIP).align(dotted(spot, 5), [detection(each)]).chips[0]
            for each in (still, points)
        ]
        return abs(dot(chips[1])[1] - dot(chips[0])[1])

    assert shift(smiling) < 0.5 * shift(squinting)


def test_faces_keep_their_order_and_their_points_get_names() -> None:
    near, far = face_like(DLIB_CHIP, 2.0, 0), face_like(DLIB_CHIP, 0.5, 0) + 100
    picture = dotted(far[2], radius=3)

    aligned = FivePointAligner(DLIB_CHIP).align(picture, [detection(near), detection(far)])

    assert dot(aligned.chips[1]) == pytest.approx(DLIB_CHIP.points[2], abs=0.1)
    first, second = aligned.landmarks
    assert [landmark.type for landmark in second] == list(LANDMARKS)
    assert (second[2].x, second[2].y) == pytest.approx(tuple(far[2]), abs=0.05)
    assert first[0].x < first[1].x  # the left eye is the left one in the picture


def test_a_picture_without_faces_has_no_chips() -> None:
    aligned = FivePointAligner(ARCFACE_CHIP).align(np.zeros((10, 10, 3), np.uint8), [])

    assert (aligned.chips.shape, aligned.landmarks) == ((0, 112, 112, 3), ())


def test_a_detector_that_finds_boxes_alone_does_not_go_with_it() -> None:
    with pytest.raises(PointsMissing):
        FivePointAligner(DLIB_CHIP).align(np.zeros((10, 10, 3), np.uint8), [detection(None)])
