"""Rough scores decide where they can, exact ones where they must."""

import numpy as np
import pytest

from app_tier.engine.detection.boxes import Boxes
from app_tier.engine.detection.mmod_settle import settle
from app_tier.engine.pixels import Output


class Exact:
    """The exact scores, and which of them were asked for."""

    def __init__(self, *scores: float) -> None:
        self._scores = np.array(scores, np.float32)
        self.asked: list[int] = []

    def __call__(self, places: np.typing.NDArray[np.intp]) -> Output:
        self.asked += places.tolist()
        return self._scores[places]


def boxes(*lefts: float) -> Boxes:
    return np.array([(left, 0, left + 80, 80) for left in lefts], np.float32).reshape(-1, 4)


def rough(*scores: float) -> Output:
    return np.array(scores, np.float32)


def settled(boxes: Boxes, scores: Output, exact: Exact, doubt: float = 0.04) -> tuple[list[int], Output]:
    winners, found = settle(boxes, scores, np.full_like(scores, doubt), exact)
    return winners.tolist(), found


def test_of_two_close_windows_of_a_face_the_exactly_surer_one_wins() -> None:
    winners, scores = settled(boxes(0, 8), rough(1.00, 0.99), Exact(0.98, 1.01))

    assert winners == [1]
    assert scores == pytest.approx([1.01])


def test_who_clearly_loses_is_not_scored_again() -> None:
    exact = Exact(0.98, 0.81)

    settled(boxes(0, 8), rough(1.00, 0.80), exact)

    assert exact.asked == [0]


def test_a_score_in_more_doubt_is_made_exact_further_from_the_best() -> None:
    winners, _ = settled(boxes(0, 8), rough(1.00, 0.93), Exact(0.98, 1.01), doubt=0.1)

    assert winners == [1]


def test_every_face_is_found_surest_first() -> None:
    winners, scores = settled(boxes(0, 8, 300, 600), rough(0.6, 0.2, 0.9, 0.7), Exact(0.8, 0.2, 0.5, 0.7))

    assert winners == [0, 3, 2]
    assert scores == pytest.approx([0.8, 0.7, 0.5])


def test_a_window_that_exactly_is_no_face_gives_way_to_one_that_is() -> None:
    winners, scores = settled(boxes(0, 8), rough(0.5, 0.3), Exact(-0.1, 0.28))

    assert winners == [1]
    assert scores == pytest.approx([0.28])


def test_a_face_that_the_scan_puts_below_the_threshold_is_found() -> None:
    winners, _ = settled(boxes(0, 300), rough(-0.1, -0.1), Exact(0.05, -0.02))

    assert winners == [0]


def test_a_chain_of_doubts_ends_with_exact_winners() -> None:
    exact = Exact(0.1, 0.5, 0.4, 0.9)

    winners, scores = settled(boxes(0, 8, 16, 24), rough(0.9, 0.7, 0.6, 0.5), exact)

    assert winners == [3]
    assert scores == pytest.approx([0.9])
    assert exact.asked == [0, 1, 2, 3]


def test_nothing_is_no_face() -> None:
    winners, scores = settled(boxes(), rough(), Exact())

    assert winners == []
    assert scores.size == 0
