"""Found boxes and true faces."""

import pytest

from benchmarks.faces.boxes import Matching, intersections_over_unions, match
from pipeline.results import Box


def square(left: float, top: float, side: float = 10) -> Box:
    return Box(left=left, top=top, width=side, height=side)


def test_overlap_is_the_shared_area_over_the_area_of_both() -> None:
    face = square(0, 0)
    boxes = [square(0, 0), square(5, 0), square(0, 0, side=5), square(10, 0), square(30, 30)]

    assert intersections_over_unions([face], boxes)[0].tolist() == pytest.approx([1, 1 / 3, 1 / 4, 0, 0])


def test_a_box_without_an_area_overlaps_nothing() -> None:
    assert intersections_over_unions([square(0, 0, side=0)], [square(0, 0, side=0)]).tolist() == [[0]]


def test_two_boxes_on_one_face_are_one_found_face_and_one_false_box() -> None:
    assert match([square(0, 0)], [square(1, 0), square(0, 0)], 0.3) == Matching(found=(True,), false_boxes=1)


def test_one_box_over_two_faces_finds_only_the_nearer_one() -> None:
    matching = match([square(0, 0), square(6, 0)], [square(4, 0)], 0.2)

    assert matching == Matching(found=(False, True), false_boxes=0)


def test_the_best_overlap_is_served_first() -> None:
    """The box on the left overlaps both faces, and leaves the left one to no other."""
    matching = match([square(0, 0), square(4, 0)], [square(2, 0), square(4, 0)], 0.3)

    assert matching == Matching(found=(True, True), false_boxes=0)


def test_a_box_beside_the_face_is_false() -> None:
    assert match([square(0, 0)], [square(6, 0)], 0.3) == Matching(found=(False,), false_boxes=1)


def test_without_boxes_nothing_is_found_and_without_faces_every_box_is_false() -> None:
    assert match([square(0, 0)], [], 0.3) == Matching(found=(False,), false_boxes=0)
    assert match([], [square(0, 0)], 0.3) == Matching(found=(), false_boxes=1)
