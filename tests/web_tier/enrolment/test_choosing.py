"""Which face of a picture is meant."""

import pytest

from pipeline.results import Face
from tests.web_tier.enrolment.seen import seen
from web_tier.enrolment.choosing import choose
from web_tier.failures import Unprocessable


def test_the_only_face_is_meant() -> None:
    assert choose([seen()], None) == 0


def test_a_face_of_half_as_much_again_as_every_other_is_meant() -> None:
    assert choose([seen(40), seen(100), seen(81)], None) == 1


def test_faces_of_comparable_size_are_answered_to_choose_from() -> None:
    with pytest.raises(Unprocessable) as refused:
        choose([seen(100, left=5), seen(82), seen(20)], None)

    assert refused.value.code == "several_faces"
    assert refused.value.message.startswith("2 faces")
    assert [each["index"] for each in refused.value.extra["faces"]] == [0, 1, 2]
    assert refused.value.extra["faces"][0] == {
        "index": 0,
        "box": {"left": 5, "top": 10, "width": 100, "height": 100},
        "quality": {"brightness": 50, "sharpness": 40, "size": 100},
    }


def test_the_named_face_is_meant_however_small_it_is() -> None:
    assert choose([seen(100), seen(90), seen(20)], 2) == 2


@pytest.mark.parametrize(
    ("faces", "wanted", "code"),
    [([], None, "no_face"), ([], 0, "no_face"), ([seen()], 1, "no_such_face")],
    ids=["none", "none is there to be named", "another is named"],
)
def test_a_face_that_is_not_there_is_told_by_its_code(
    faces: list[Face], wanted: int | None, code: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        choose(faces, wanted)

    assert refused.value.code == code
