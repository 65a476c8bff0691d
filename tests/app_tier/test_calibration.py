"""What distances mean: rates of false matches from a measured curve, and the bounds of the verdicts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.calibration import LEAST_RATE, Calibration

CALIBRATION = Calibration(verification=0.4, handicap=0, curve=((0.001, 0.3), (0.01, 0.4), (0.1, 0.6)))


def test_rates_are_those_measured_and_straight_between_in_their_logarithm() -> None:
    assert CALIBRATION.false_match_rate(0.3) == pytest.approx(0.001)
    assert CALIBRATION.false_match_rate(0.4) == pytest.approx(0.01)
    assert CALIBRATION.false_match_rate(0.5) == pytest.approx(0.1**1.5)


def test_beyond_the_measurements_the_curve_goes_straight_on_up_to_everybody() -> None:
    assert CALIBRATION.false_match_rate(0.2) == pytest.approx(0.0001)
    assert CALIBRATION.false_match_rate(0.7) == pytest.approx(0.1**0.5)
    assert CALIBRATION.false_match_rate(2) == 1


@given(st.floats(1e-9, 1))
def test_a_rates_distance_has_that_rate(rate: float) -> None:
    assert CALIBRATION.false_match_rate(CALIBRATION.distance_at(rate)) == pytest.approx(rate)


def test_among_many_a_stranger_has_as_many_chances() -> None:
    assert CALIBRATION.among(1).false_match_rate(0.3) == pytest.approx(0.001)
    assert CALIBRATION.among(100).false_match_rate(0.3) == pytest.approx(1 - 0.999**100, abs=1e-6)
    assert CALIBRATION.among(10**9).false_match_rate(0.3) == 1


def test_no_rate_is_said_that_nobody_could_measure() -> None:
    assert CALIBRATION.among(1).false_match_rate(0) == LEAST_RATE
    assert CALIBRATION.among(0) == CALIBRATION.among(1)


@pytest.mark.parametrize("people", [1, 2, 60, 10_000])
def test_known_and_unsure_mean_one_stranger_in_a_hundred_and_in_ten(people: int) -> None:
    scale = CALIBRATION.among(people)

    assert scale.false_match_rate(scale.known) == pytest.approx(0.01, abs=1e-6)
    assert scale.false_match_rate(scale.unsure) == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize("people", [1, 60, 10_000])
def test_similarity_says_the_bounds_in_the_same_words_for_every_gallery(people: int) -> None:
    scale = CALIBRATION.among(people)

    assert (scale.similarity(scale.known), scale.similarity(scale.unsure)) == (80.0, 50.0)


@given(st.floats(0, 2), st.floats(0, 2), st.integers(1, 10**6))
def test_with_distance_similarity_never_rises_and_the_rate_never_falls(
    one: float, other: float, people: int
) -> None:
    nearer, farther = sorted((one, other))
    scale = CALIBRATION.among(people)

    assert 100 >= scale.similarity(nearer) >= scale.similarity(farther) >= 0
    assert 0 < scale.false_match_rate(nearer) <= scale.false_match_rate(farther) <= 1


@pytest.mark.parametrize(
    "curve",
    [
        (),
        ((0.01, 0.4),),
        ((0.01, 0.4), (0.1, 0.4)),
        ((0.1, 0.4), (0.01, 0.5)),
        ((0.0, 0.4), (0.1, 0.5)),
        ((0.1, 0.4), (1.1, 0.5)),
    ],
)
def test_a_curve_that_is_none_is_refused(curve: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="climb"):
        Calibration(verification=0.4, handicap=0, curve=curve)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        replace(CALIBRATION, verification=number)
    with pytest.raises(ValueError, match="finite"):
        replace(CALIBRATION, handicap=number)
    with pytest.raises(ValueError, match="finite"):
        replace(CALIBRATION, curve=((0.01, 0.4), (0.1, number)))


@pytest.mark.parametrize(("verification", "handicap"), [(0.0, 0.0), (0.4, -0.01)])
def test_distances_that_mean_nothing_are_refused(verification: float, handicap: float) -> None:
    with pytest.raises(ValueError, match="verification must be above 0, handicap 0 or more"):
        replace(CALIBRATION, verification=verification, handicap=handicap)
