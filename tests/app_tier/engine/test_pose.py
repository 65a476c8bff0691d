"""Yaw, pitch and roll are those of a made head, and near to what others say of real ones."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app_tier.engine.pixels import Points
from app_tier.engine.pose import estimate
from pipeline.results import Pose

#: Eyes, nose tip and corners of the mouth: to the right, down, and towards the camera.
HEAD = np.array([(-50, 0, 0), (50, 0, 0), (0, 55.5, 63.5), (-40, 100, 0), (40, 100, 0)])
ANGLES = st.integers(-45, 45)


def seen(yaw: float, pitch: float, roll: float) -> Points:
    """Return the points of the head looking up, then aside, then tilted, as a far camera sees it."""
    return np.asarray((HEAD @ (tilting(roll) @ aside(yaw) @ up(pitch)).T)[:, :2] + (300, 200), np.float32)


def up(degrees: float) -> NDArray[np.float64]:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([(1, 0, 0), (0, cosine, -sine), (0, sine, cosine)])


def aside(degrees: float) -> NDArray[np.float64]:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([(cosine, 0, sine), (0, 1, 0), (-sine, 0, cosine)])


def tilting(degrees: float) -> NDArray[np.float64]:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([(cosine, -sine, 0), (sine, cosine, 0), (0, 0, 1)])


def pose_of(points: Points) -> Pose:
    pose = estimate(points)
    assert pose is not None
    return pose


def test_a_face_that_looks_into_the_camera_has_no_angles() -> None:
    assert pose_of(seen(0, 0, 0)) == Pose(yaw=0, pitch=0, roll=0)


@given(yaw=ANGLES, pitch=ANGLES, roll=st.integers(-170, 170))
def test_a_head_of_average_shape_is_told_exactly(yaw: int, pitch: int, roll: int) -> None:
    pose = pose_of(seen(yaw, pitch, roll))

    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((yaw, pitch, roll), abs=0.2)


def test_a_mirrored_face_looks_to_the_other_side() -> None:
    points = seen(25, -10, 8) + np.random.default_rng(1).normal(0, 2, (5, 2)).astype(np.float32)
    mirrored = (points * (-1, 1))[[1, 0, 2, 4, 3]]

    pose, other = pose_of(points), pose_of(mirrored.astype(np.float32))

    assert (other.yaw, other.pitch, other.roll) == pytest.approx((-pose.yaw, pose.pitch, -pose.roll), abs=0.1)


@pytest.mark.parametrize("degrees", [-90, -20, 7, 60])
def test_turning_the_picture_turns_nothing_but_roll(degrees: float) -> None:
    points = seen(-15, 12, 5) + np.random.default_rng(2).normal(0, 2, (5, 2)).astype(np.float32)
    turned = np.asarray(points @ tilting(degrees)[:2, :2].T, np.float32)

    pose, other = pose_of(points), pose_of(turned)

    assert (other.yaw, other.pitch, other.roll - pose.roll) == pytest.approx(
        (pose.yaw, pose.pitch, degrees), abs=0.2
    )


def test_size_and_place_do_not_matter() -> None:
    assert pose_of(seen(20, 5, -3) * np.float32(0.1) + np.float32(5_000)) == pose_of(seen(20, 5, -3))


#: Rekognition's answers in Amazon's documentation: a face of the IndexFaces example, in a picture 1.257 times
#: as wide as high, and one in the celebrities' video of 16 to 9.
PUBLISHED = [
    (
        1.257,
        [(0.5583, 0.3274), (0.6098, 0.2862), (0.6182, 0.3415), (0.5820, 0.4004), (0.6310, 0.3582)],
        Pose(yaw=30.6, pitch=-8.3, roll=-34.8),
    ),
    (
        16 / 9,
        [(0.0686, 0.3084), (0.1040, 0.3006), (0.0967, 0.3408), (0.0752, 0.3811), (0.1074, 0.3741)],
        Pose(yaw=20.3, pitch=-1.0, roll=-8.8),
    ),
]


@pytest.mark.parametrize(("proportion", "landmarks", "theirs"), PUBLISHED)
def test_real_faces_are_turned_as_rekognition_says(
    proportion: float, landmarks: list[tuple[float, float]], theirs: Pose
) -> None:
    ours = pose_of(np.array(landmarks, np.float32) * np.array([proportion, 1], np.float32))

    assert ours.yaw == pytest.approx(theirs.yaw, abs=5)
    assert ours.pitch == pytest.approx(theirs.pitch, abs=10)
    assert ours.roll == pytest.approx(theirs.roll, abs=5)


@pytest.mark.parametrize("points", [np.zeros((5, 2)), np.array([(0, 9), (9, 9), (5, 5), (0, 0), (9, 0)])])
def test_points_that_make_no_face_have_no_pose(points: NDArray[np.float64]) -> None:
    assert estimate(points.astype(np.float32)) is None
