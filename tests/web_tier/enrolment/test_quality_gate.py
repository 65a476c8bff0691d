"""Faces that are too poor are refused, and told by how much."""

import pytest

from pipeline.results import Face, Pose
from tests.web_tier.enrolment.seen import seen
from web_tier.enrolment.quality_gate import check_quality
from web_tier.failures import Unprocessable


@pytest.mark.parametrize(
    "face",
    [
        seen(20),
        seen(brightness=8.0),
        seen(sharpness=5.5),
        seen(pose=Pose(yaw=-45, pitch=35, roll=90)),
        seen(pose=None),
    ],
    ids=["small", "dark", "soft", "turned", "of unknown pose"],
)
def test_a_face_at_the_limit_is_taken(face: Face) -> None:
    check_quality(face)


@pytest.mark.parametrize(
    ("face", "code", "measured", "needed"),
    [
        (seen(19), "face_too_small", "19 pixels", "20"),
        (seen(brightness=7.9), "face_dark", "7.9 of 100", "8"),
        (seen(sharpness=5.4), "face_blurred", "5.4 of 100", "5.5"),
        (seen(pose=Pose(yaw=-46, pitch=0, roll=0)), "face_turned", "46°", "45°"),
        (seen(pose=Pose(yaw=0, pitch=36, roll=0)), "face_turned", "36°", "35°"),
    ],
)
def test_a_poorer_face_is_refused_with_what_was_measured_and_what_is_needed(
    face: Face, code: str, measured: str, needed: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        check_quality(face)

    assert refused.value.code == code
    before, after = refused.value.message.split(";")
    assert measured in before
    assert needed in after
