"""Whether two detectors find the same faces."""

from benchmarks.engine.agreement import agreement
from pipeline.results import Box


def box(left: float, side: float = 100) -> Box:
    return Box(left=left, top=0, width=side, height=side)


def test_boxes_that_nearly_coincide_are_the_same_face() -> None:
    agreed = agreement([[box(0), box(500)]], [[box(505), box(3)]])

    assert (agreed.boxes, agreed.shared, agreed.more) == (2, 2, 0)
    assert agreed.share == 1


def test_a_box_that_is_half_beside_the_face_is_another_one() -> None:
    agreed = agreement([[box(0)]], [[box(50)]])

    assert (agreed.shared, agreed.more) == (0, 1)


def test_one_box_is_not_two_faces() -> None:
    agreed = agreement([[box(0), box(4)]], [[box(2)]])

    assert agreed.share == 0.5


def test_boxes_of_different_pictures_never_meet() -> None:
    agreed = agreement([[box(0)], []], [[], [box(0)]])

    assert (agreed.boxes, agreed.shared, agreed.more) == (1, 0, 1)
