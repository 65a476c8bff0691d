"""Where a chip lies is what brings its points nearest to those of the face."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app_tier.engine.alignment.placement import Placement, fit

CHIP = np.array([(40.0, 45.0), (110.0, 46.0), (75.0, 80.0), (50.0, 105.0), (98.0, 106.0)])
SOMEWHERE = Placement(cosine=0.8, sine=-0.3, left=120.5, top=-7.0)


def remaining(placement: Placement, points: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the weighted sum of squared distances that the placement leaves."""
    return float((weights[:, None] * (placement.apply(CHIP) - points) ** 2).sum())


@given(
    scale=st.floats(0.01, 50),
    turn=st.floats(-math.pi, math.pi),
    left=st.floats(-5_000, 5_000),
    top=st.floats(-5_000, 5_000),
)
def test_a_face_that_is_the_template_turned_scaled_and_moved_is_met_exactly(
    scale: float, turn: float, left: float, top: float
) -> None:
    there = Placement(cosine=scale * math.cos(turn), sine=scale * math.sin(turn), left=left, top=top)

    found = fit(CHIP, there.apply(CHIP))

    assert found.scale == pytest.approx(scale, rel=1e-6)
    np.testing.assert_allclose(found.matrix, there.matrix, atol=1e-6)


def test_no_other_placement_is_nearer() -> None:
    points = SOMEWHERE.apply(CHIP) + np.random.default_rng(1).normal(0, 5, CHIP.shape)
    weights = np.array([1.0, 1.0, 0.5, 0.25, 0.25])
    best = fit(CHIP, points, weights.tolist())

    for member in ("cosine", "sine", "left", "top"):
        for step in (-0.01, 0.01):
            other = Placement(**{**vars(best), member: getattr(best, member) + step})
            assert remaining(other, points, weights) > remaining(best, points, weights)


def test_a_point_without_weight_moves_nothing() -> None:
    points = SOMEWHERE.apply(CHIP)
    points[2] += 1_000

    np.testing.assert_allclose(fit(CHIP, points, [1, 1, 0, 1, 1]).matrix, SOMEWHERE.matrix, atol=1e-9)


def test_points_all_in_one_place_are_met_there() -> None:
    found = fit(CHIP, np.full((5, 2), 30.0))

    assert found.scale == pytest.approx(0)
    np.testing.assert_allclose(found.apply(CHIP), np.full((5, 2), 30.0))
