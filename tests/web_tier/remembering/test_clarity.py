"""How clearly a face can be seen."""

from dataclasses import replace

import pytest

from pipeline.results import Face, Pose, Quality
from tests.web_tier.world import face
from web_tier.remembering.clarity import FLOOR, clarity


def seen(
    *, size: int = 90, sharpness: float = 46, confidence: float = 1.0, yaw: float = 0, pitch: float = 0
) -> Face:
    """Return a face, such as most press photographs show unless said otherwise."""
    return replace(
        face(),
        confidence=confidence,
        quality=Quality(brightness=50, sharpness=sharpness, size=size),
        pose=Pose(yaw=yaw, pitch=pitch, roll=0),
    )


def test_a_press_photograph_is_clear() -> None:
    assert clarity(seen()) > 90


def test_it_lies_between_nothing_and_a_hundred() -> None:
    assert clarity(seen(size=5000, sharpness=100, confidence=3.5)) == pytest.approx(100, abs=1)
    assert clarity(seen(sharpness=0)) == clarity(seen(yaw=120)) == clarity(seen(confidence=-1)) == 0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (seen(size=40), seen(size=60)),
        (seen(sharpness=10), seen(sharpness=20)),
        (seen(yaw=-40), seen(yaw=10)),
        (seen(pitch=30), seen(pitch=-5)),
        (seen(confidence=0.8), seen(confidence=0.99)),
    ],
    ids=["larger", "sharper", "turned to the camera", "level", "surer"],
)
def test_a_face_is_clearer_that_is(less: Face, more: Face) -> None:
    assert clarity(less) < clarity(more)


def test_without_a_pose_the_rest_counts() -> None:
    assert clarity(replace(seen(), pose=None)) == clarity(seen())


@pytest.mark.parametrize(
    ("poor", "is_enough"),
    [
        (seen(size=60, sharpness=11), True),  # the worst of LFW's by size and sharpness
        (seen(yaw=52), True),  # its most turned
        (seen(size=47, sharpness=30), True),  # its pictures at half their size
        (seen(sharpness=3.8), False),  # blurred with a sigma of 4 pixels
        (seen(size=20, sharpness=10), False),
    ],
)
def test_the_floor_lets_through_what_can_be_known_again(poor: Face, is_enough: bool) -> None:
    assert (clarity(poor) >= FLOOR) is is_enough
