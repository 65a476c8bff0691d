"""Chance, drawn in streams of its own for each thing, so that every rule meets the same luck."""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from controller.simulator.physics import Physics
from controller.simulator.workload import Workload

_SERVICE, _MACHINES, _DELIVERIES = 1, 2, 3  #: streams
_BLOCK = 64  #: machines drawn at once


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What will become of one machine, in seconds; of a share, a number from 0 to 1 to compare with it."""

    api: float
    pending: float  #: after the call
    boot: float  #: after it runs
    capacity: float
    readiness: float
    crash: float  #: after it runs, like the next two; infinite where the rate is 0
    hang: float
    spot_notice: float
    sees_notice: float  #: after the notice
    sees_mark: float  #: after its drain mark was written
    polls_on: float  #: after it saw the mark


class Fates:
    """The fate of the n-th machine launched, whichever rule launches it."""

    def __init__(self, physics: Physics, seed: int) -> None:
        self._physics = physics
        self._seed = seed
        self._drawn: list[Fate] = []

    def __getitem__(self, index: int) -> Fate:
        while index >= len(self._drawn):
            self._draw_block()
        return self._drawn[index]

    def _draw_block(self) -> None:
        random = np.random.default_rng([self._seed, _MACHINES, len(self._drawn)])
        shares = random.random((_BLOCK, 6)).tolist()
        normals = random.standard_normal((_BLOCK, 2)).tolist()
        lives = random.standard_exponential((_BLOCK, 3)).tolist()
        self._drawn += [self._fate(*each) for each in zip(shares, normals, lives, strict=True)]

    def _fate(self, shares: list[float], normals: list[float], lives: list[float]) -> Fate:
        physics = self._physics
        shortest, longest = physics.api_seconds
        return Fate(
            api=shortest + shares[0] * (longest - shortest),
            pending=physics.pending_median * float(np.exp(physics.pending_sigma * normals[0])),
            boot=physics.boot_median * float(np.exp(physics.boot_sigma * normals[1])),
            capacity=shares[1],
            readiness=shares[2],
            crash=_life(lives[0], physics.crashes),
            hang=_life(lives[1], physics.hangs),
            spot_notice=_life(lives[2], physics.spot_kills),
            sees_notice=shares[3] * physics.heartbeat_seconds,
            sees_mark=shares[4] * physics.drain_look_seconds,
            polls_on=shares[5] * physics.poll_seconds,
        )


def _life(exponential: float, rate_per_hour: float) -> float:
    return exponential * 3600 / rate_per_hour if rate_per_hour else float("inf")


def service_seconds(workload: Workload, physics: Physics, seed: int) -> NDArray[np.float64]:
    """Return each image's service time: the same on every try."""
    variance = np.log1p(physics.service_cv**2)
    normals = np.random.default_rng([seed, _SERVICE]).standard_normal(workload.images)
    seconds: NDArray[np.float64] = physics.service_seconds * np.exp(
        np.sqrt(variance) * normals - variance / 2
    )
    return seconds if workload.service_factors is None else seconds * workload.service_factors


def second_deliveries(service: list[float], physics: Physics, seed: int) -> dict[int, float]:
    """Return how long after its first receipt an image can be received again, of those where that happens."""
    random = np.random.default_rng([seed, _DELIVERIES])
    twice, unextended = random.random((2, len(service)))
    soon = random.standard_exponential(len(service))
    slow = (np.array(service) > physics.visibility_seconds) & (unextended < physics.extension_lost)
    again = {int(image): physics.visibility_seconds for image in np.flatnonzero(slow)}
    return again | {int(image): float(soon[image]) for image in np.flatnonzero(twice < physics.duplicates)}


def chance(seed: int, what: str) -> Random:
    """Return a stream for what is drawn one by one."""
    return Random(f"{seed}/{what}")
