"""Pairs judged by a threshold, chosen on other pairs or given."""

import math

import numpy as np
import pytest

from benchmarks.faces.verification import FoldAccuracy, ScoredFold, best_threshold, joined, verify


def fold(genuine: list[float], impostor: list[float]) -> ScoredFold:
    return ScoredFold(
        distances=np.array(genuine + impostor, dtype=np.float32),
        same=np.array([True] * len(genuine) + [False] * len(impostor)),
    )


def test_a_single_fold_is_judged_at_the_given_threshold() -> None:
    (judged,) = verify([fold([0.25, 0.75], [0.5, 1.0])], threshold=0.5)

    assert judged == FoldAccuracy(threshold=0.5, accuracy=0.5)


def test_a_pair_without_a_face_is_wrong_whoever_it_shows() -> None:
    (judged,) = verify([fold([0.25, math.nan], [1.0, math.nan])], threshold=0.5)

    assert judged.accuracy == 0.5


def test_each_fold_is_judged_at_the_threshold_that_is_best_on_the_others() -> None:
    near, far = fold([0.25], [0.5]), fold([0.75], [1.0])

    judged = verify([near, far], threshold=0)

    assert judged == [
        FoldAccuracy(threshold=0.875, accuracy=0.5),
        FoldAccuracy(threshold=0.375, accuracy=0.5),
    ]


@pytest.mark.parametrize(
    ("genuine", "impostor", "best"),
    [
        ([0.25, 0.5], [0.75, 1.0], 0.625),
        ([0.25, 0.5, 0.875, 0.9375, 0.96875], [0.75, 1.0], 0.984375),
        ([0.25, 0.5, 0.625], [0.375, 1.0], 0.8125),
        ([0.25, 0.75], [0.5, 1.0], 0.875),
        ([0.25], [], 0.25),
        ([0.25, math.nan], [math.nan, 1.0], 0.625),
        ([math.nan], [math.nan], 0.0),
    ],
)
def test_the_best_threshold_makes_most_pairs_right(
    genuine: list[float], impostor: list[float], best: float
) -> None:
    assert best_threshold(fold(genuine, impostor)) == best


def test_folds_are_joined_in_order() -> None:
    both = joined([fold([0.25], [0.5]), fold([0.75], [])])

    assert both.distances.tolist() == [0.25, 0.5, 0.75]
    assert both.same.tolist() == [True, False, True]
