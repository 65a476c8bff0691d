"""Times of arrival, drawn: what workloads are put together from."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Times = NDArray[np.float64]


def steady(rng: Generator, rate: float, duration: float) -> Times:
    """Return a Poisson process of so many a second, for so many seconds."""
    return np.sort(rng.uniform(0, duration, rng.poisson(rate * duration)))


def batches(rng: Generator, starts: Times, sizes: NDArray[np.int64], spread: float) -> Times:
    """Return so many arrivals within `spread` seconds from each start on."""
    drawn = [start + rng.uniform(0, spread, size) for start, size in zip(starts, sizes, strict=True)]
    return np.sort(np.concatenate(drawn))


def on_off(rng: Generator, rate: float, on: float, off: float, duration: float) -> Times:
    """Return a Poisson process that pauses: on and off for exponential times of these means, off first.

    This is the two-state Markov-modulated Poisson process (MMPP) whose rate in one state is 0.
    """
    times, now = [], rng.exponential(off)
    while now < duration:
        until = min(duration, now + rng.exponential(on))
        times.append(now + steady(rng, rate, until - now))
        now = until + rng.exponential(off)
    return np.concatenate([np.empty(0), *times])
