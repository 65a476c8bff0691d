"""Means over seeds and how sure they are: the bootstrap, paired where two rules met the same luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]  #: one for each seed, in the same order for every rule

_RESAMPLES = 10_000
_LEVEL = 95.0


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A mean and its 95 % confidence interval."""

    mean: float
    low: float
    high: float

    @property
    def is_below_zero(self) -> bool:
        """Whether even the upper end is."""
        return self.high < 0


def interval(values: Values) -> Interval:
    """Return the mean over seeds with the percentile bootstrap's interval. The same values give the same."""
    chosen = np.random.default_rng(0).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[chosen].mean(axis=1), [(100 - _LEVEL) / 2, (100 + _LEVEL) / 2])
    return Interval(mean=float(values.mean()), low=float(low), high=float(high))


def difference(first: Values, second: Values) -> Interval:
    """Return how much more the first has than the second, seed by seed."""
    return interval(first - second)


def beats(wait: Values, cost: Values, our_wait: Values, our_cost: Values) -> bool:
    """Return whether a rule waits less and costs less than ours, both beyond the confidence interval."""
    return difference(wait, our_wait).is_below_zero and difference(cost, our_cost).is_below_zero


def ratio_of_means(first: Values, second: Values) -> Interval:
    """Return the first's mean over the second's, resampled by seed."""
    chosen = np.random.default_rng(0).integers(0, len(first), (_RESAMPLES, len(first)))
    ratios = first[chosen].mean(axis=1) / second[chosen].mean(axis=1)
    low, high = np.percentile(ratios, [(100 - _LEVEL) / 2, (100 + _LEVEL) / 2])
    return Interval(mean=float(first.mean() / second.mean()), low=float(low), high=float(high))
