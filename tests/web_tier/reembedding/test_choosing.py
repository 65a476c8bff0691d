"""Which face of a crop is meant: the one in the middle."""

from dataclasses import replace

from pipeline.results import Box, Face, ImageSize
from tests.web_tier.made_faces import face, result
from web_tier.reembedding.choosing import central_face


def at(left: float, top: float, side: float) -> Face:
    return replace(face(), box=Box(left=left, top=top, width=side, height=side))


def test_the_face_in_the_middle_is_meant_though_a_neighbour_is_larger() -> None:
    crop = replace(
        result("job", at(0, 0, 90), at(70, 70, 60), at(150, 150, 40)), image=ImageSize(width=200, height=200)
    )

    assert central_face(crop) == 1


def test_the_only_face_is_meant_wherever_it_is() -> None:
    assert central_face(replace(result("job", at(0, 0, 20)), image=ImageSize(width=200, height=100))) == 0


def test_without_a_face_none_is_meant() -> None:
    assert central_face(result("job")) is None
