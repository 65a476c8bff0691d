"""Suppression against its definition, carried out box by box."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, share_of_smaller, share_of_union, sizes
from app_tier.engine.detection.nms import Overlap, surest


def crowded(count: int) -> tuple[Boxes, NDArray[np.float32]]:
    """Return boxes that overlap each other many times over, and their scores."""
    numbers = np.random.default_rng(count)
    corners = numbers.uniform(0, 300, (count, 2))
    boxes = np.concatenate([corners, corners + numbers.uniform(20, 60, (count, 2))], axis=1)
    return boxes.astype(np.float32), numbers.uniform(0, 1, count).astype(np.float32)


def one_by_one(boxes: Boxes, scores: NDArray[np.float32], overlap: Overlap, limit: float) -> list[int]:
    kept: list[int] = []
    for each in np.argsort(-scores):
        if all(overlap(boxes[[other]], boxes[[each]])[0, 0] <= limit for other in kept):
            kept.append(int(each))
    return kept


@pytest.mark.parametrize("count", [1, 2, 40, 700])
@pytest.mark.parametrize("overlap", [share_of_union, share_of_smaller])
def test_the_same_boxes_remain_as_when_each_is_compared_in_turn(count: int, overlap: Overlap) -> None:
    boxes, scores = crowded(count)

    assert surest(boxes, scores, overlap, 0.4).tolist() == one_by_one(boxes, scores, overlap, 0.4)


def test_a_box_that_a_suppressed_one_overlaps_remains() -> None:
    row = np.array([[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]], np.float32)
    scores = np.array([0.9, 0.8, 0.7], np.float32)

    assert surest(row, scores, share_of_union, 0.3).tolist() == [0, 2]


def test_of_no_boxes_none_remain() -> None:
    assert surest(np.empty((0, 4), np.float32), np.empty(0, np.float32), share_of_union, 0.5).tolist() == []


def test_a_box_inside_another_is_all_shared_of_the_smaller_but_a_part_of_the_union() -> None:
    large, small = np.array([[0, 0, 10, 10]], np.float32), np.array([[2, 2, 7, 7]], np.float32)

    assert share_of_smaller(large, small) == pytest.approx(1)
    assert share_of_union(large, small) == pytest.approx(0.25)


def test_a_box_turned_inside_out_shares_nothing() -> None:
    backwards, box = np.array([[8, 8, 2, 2]], np.float32), np.array([[0, 0, 10, 10]], np.float32)

    assert share_of_union(backwards, box) == 0
    assert sizes(backwards) == 0
