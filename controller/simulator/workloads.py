"""What the rules are tried on. A seed gives one drawing of each, the same for every rule.

Sizes are such that everything, with 30 seeds, is done in minutes; `diurnal` is a day squeezed into two hours.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from controller.simulator.physics import Physics
from controller.simulator.streams import Times, batches, on_off, steady
from controller.simulator.workload import Workload

_MINUTE, _HOUR = 60.0, 3600.0


def _every_few_minutes(rng: Generator) -> Workload:
    """One image every two to five minutes, for two hours."""
    arrivals = np.cumsum(rng.uniform(2 * _MINUTE, 5 * _MINUTE, 60))
    return _named("every-few-minutes", arrivals[arrivals < 120 * _MINUTE], 120 * _MINUTE)


def _poisson(name: str, rate: float, minutes: float) -> Callable[[Generator], Workload]:
    def draw(rng: Generator) -> Workload:
        return _named(name, steady(rng, rate, minutes * _MINUTE), minutes * _MINUTE)

    return draw


def _hundred(rng: Generator) -> Workload:
    """100 images within a second, and nothing else."""
    return _named("100-at-once", np.sort(10 + rng.uniform(0, 1, 100)), _MINUTE)


def _flash_crowd(rng: Generator) -> Workload:
    """1,000 images within ten seconds, and nothing else."""
    return _named("flash-crowd", np.sort(10 + rng.uniform(0, 10, 1000)), _MINUTE)


def _bursts(rng: Generator) -> Workload:
    """Ten bursts of 20 to 600 images, each within five seconds, three to ten minutes apart."""
    starts = np.cumsum(rng.uniform(3 * _MINUTE, 10 * _MINUTE, 10))
    sizes = rng.integers(20, 601, 10)
    return _named("bursts", batches(rng, starts, sizes, 5), starts[-1] + _MINUTE)


def _diurnal(rng: Generator) -> Workload:
    """A quiet night, a busy noon: from 0 to 30 images a second and back, in two hours."""
    duration, most = 120 * _MINUTE, 30.0
    candidates = steady(rng, most, duration)
    kept = rng.uniform(0, 1, len(candidates)) < np.sin(np.pi * candidates / duration) ** 4
    return _named("diurnal", candidates[kept], duration)


def _retry_storm(rng: Generator) -> Workload:
    """Two images a second; for four minutes every try fails, and clients send all again every 30 s."""
    duration, begin, end = 30 * _MINUTE, 10 * _MINUTE, 14 * _MINUTE
    first = steady(rng, 2.0, duration)
    failing = first[(first >= begin) & (first < end)]
    again = [np.arange(start + 30, end + 30, 30) for start in failing]
    arrivals = np.sort(np.concatenate([first, *again]))
    return Workload(name="retry-storm", arrivals=arrivals, duration_seconds=duration, outages=((begin, end),))


def _poison(rng: Generator) -> Workload:
    """Two images a second of which 5 % fail whenever they are tried."""
    arrivals = steady(rng, 2.0, 30 * _MINUTE)
    poison = rng.uniform(0, 1, len(arrivals)) < 0.05
    return Workload(name="poison", arrivals=arrivals, duration_seconds=30 * _MINUTE, poison=poison)


def _batches(rng: Generator) -> Workload:
    """150 images every 45 seconds, for an hour: half of what one machine can do."""
    starts = np.arange(rng.uniform(0, 45), _HOUR - 2, 45)
    sizes = np.full(len(starts), 150)
    return _named("batches", batches(rng, starts, sizes, 2), _HOUR)


def _on_off(rng: Generator) -> Workload:
    """20 images a second for a minute, none for two, both in the mean, for an hour."""
    return _named("on-off", on_off(rng, 20.0, _MINUTE, 2 * _MINUTE, _HOUR), _HOUR)


def _slow_images(rng: Generator) -> Workload:
    """Two images a second; in the second of three quarters of an hour every fifth takes ten times as long."""
    arrivals = steady(rng, 2.0, 45 * _MINUTE)
    second = (arrivals >= 15 * _MINUTE) & (arrivals < 30 * _MINUTE)
    factors = np.where(second & (rng.uniform(0, 1, len(arrivals)) < 0.2), 10.0, 1.0)
    return Workload(
        name="slow-images", arrivals=arrivals, duration_seconds=45 * _MINUTE, service_factors=factors
    )


_DRAWINGS: Mapping[str, Callable[[Generator], Workload]] = {
    "every-few-minutes": _every_few_minutes,
    "poisson-0.5": _poisson("poisson-0.5", 0.5, 60),
    "poisson-2": _poisson("poisson-2", 2.0, 45),
    "poisson-20": _poisson("poisson-20", 20.0, 15),
    "100-at-once": _hundred,
    "flash-crowd": _flash_crowd,
    "bursts": _bursts,
    "diurnal": _diurnal,
    "retry-storm": _retry_storm,
    "poison": _poison,
    "slow-images": _slow_images,
    "scarce-capacity": lambda rng: replace(_bursts(rng), name="scarce-capacity"),
    "batches": _batches,
    "on-off": _on_off,
}

#: Where the world is not as usual. Single events come out of the blue: CloudWatch has to notice first that
#: the queue is used again. Where capacity is scarce, two of three launches are refused.
_WORLDS: Mapping[str, Physics] = {
    "100-at-once": Physics(quiet_before=24 * _HOUR),
    "flash-crowd": Physics(quiet_before=24 * _HOUR),
    "scarce-capacity": Physics(no_capacity=2 / 3),
}

#: all names that `drawn` knows
NAMES = tuple(_DRAWINGS)


def drawn(name: str, seed: int) -> Workload:
    """Return one drawing of a workload. Raises KeyError for an unknown name."""
    return _DRAWINGS[name](np.random.default_rng([seed, NAMES.index(name)]))


def world(name: str) -> Physics:
    """Return the world that a workload comes to."""
    return _WORLDS.get(name, Physics())


def _named(name: str, arrivals: Times, duration: float) -> Workload:
    return Workload(name=name, arrivals=arrivals, duration_seconds=duration)
