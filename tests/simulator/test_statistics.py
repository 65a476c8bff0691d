"""Intervals are about as wide as they should be, and pairing makes them narrower."""

import numpy as np
import pytest

from controller.simulator.statistics import beats, difference, interval, ratio_of_means


def test_an_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    spans = [interval(random.normal(10, 2, 30)) for _ in range(200)]
    hits = sum(span.low <= 10 <= span.high for span in spans)

    assert 0.88 <= hits / 200 <= 0.99


def test_what_both_rules_share_does_not_blur_their_difference() -> None:
    random = np.random.default_rng(0)
    luck = random.normal(100, 50, 30)
    first, second = luck + random.normal(0, 1, 30), luck + 2 + random.normal(0, 1, 30)

    assert difference(first, second).is_below_zero
    assert not interval(first).high < interval(second).low


def test_a_rule_beats_ours_only_in_both_and_beyond_doubt() -> None:
    base = np.arange(30.0)
    less, same, noisy = base - 1, base, base + np.tile([-5.0, 4.9], 15)

    assert beats(less, less, base, base)
    assert not beats(less, same, base, base)
    assert not beats(same, less, base, base)
    assert not beats(less, noisy, base, base)


def test_the_same_values_give_the_same_interval() -> None:
    values = np.random.default_rng(3).normal(size=30)

    assert interval(values) == interval(values)


def test_a_single_seed_has_no_spread() -> None:
    span = interval(np.array([4.0]))

    assert (span.low, span.mean, span.high) == (4.0, 4.0, 4.0)


def test_a_ratio_is_that_of_the_means() -> None:
    span = ratio_of_means(np.array([2.0, 6.0]), np.array([1.0, 1.0]))

    assert span.mean == pytest.approx(4)
    assert (span.low, span.high) == (2, 6)
