"""What distances mean: rates of false matches from a measured curve, and the bounds of the verdicts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.calibration import LEAST_RATE, Calibration
from pipeline.messages import Preset

CALIBRATION = Calibration(handicap=0, curve=((0.001, 0.3), (0.01, 0.4), (0.1, 0.6)))


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
@pytest.mark.parametrize(
    ("preset", "known", "unsure"),
    [(Preset.STRICT, 0.001, 0.01), (Preset.BALANCED, 0.01, 0.1), (Preset.LENIENT, 0.05, 0.3)],
)
def test_a_preset_says_how_many_strangers_may_be_known_and_how_many_unsure(
    preset: Preset, known: float, unsure: float, people: int
) -> None:
    scale = CALIBRATION.among(people, preset)

    assert scale.false_match_rate(scale.known) == pytest.approx(known, abs=1e-6)
    assert scale.false_match_rate(scale.unsure) == pytest.approx(unsure, abs=1e-6)


@pytest.mark.parametrize("people", [1, 60, 10_000])
@pytest.mark.parametrize("preset", Preset)
def test_similarity_says_the_balanced_bounds_in_the_same_words_for_all(preset: Preset, people: int) -> None:
    balanced, scale = CALIBRATION.among(people), CALIBRATION.among(people, preset)

    assert (scale.similarity(balanced.known), scale.similarity(balanced.unsure)) == (80.0, 50.0)


def test_strangers_are_linked_as_seldom_wrongly_as_people_are_known_wrongly() -> None:
    handicapped = replace(CALIBRATION, handicap=0.03)

    linking = handicapped.linking(1_000)

    assert linking.handicap == 0.03
    assert linking.distance == pytest.approx(handicapped.among(1_000).known, abs=1e-4)


def test_the_first_strangers_are_linked_no_more_rashly_than_sixty() -> None:
    assert CALIBRATION.linking(0) == CALIBRATION.linking(60)
    assert CALIBRATION.linking(60).distance > CALIBRATION.linking(61).distance


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
        Calibration(handicap=0, curve=curve)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        replace(CALIBRATION, handicap=number)
    with pytest.raises(ValueError, match="finite"):
        replace(CALIBRATION, curve=((0.01, 0.4), (0.1, number)))


def test_several_faces_are_never_farther_than_one() -> None:
    with pytest.raises(ValueError, match="handicap must be 0 or more"):
        replace(CALIBRATION, handicap=-0.01)
