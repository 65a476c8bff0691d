"""What distances mean: how often strangers come so near to somebody, as measured for one model pack. Pure."""

import math
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from app_tier.presets import RATES
from pipeline.messages import Preset
from pipeline.results import Linking

#: Strangers are linked as if there were at least so many, so that the first of them are not linked rashly,
#: when one bad link has most time to draw in others.
FEWEST_STRANGERS = 60
#: Similarity at the bounds of `balanced`, whatever the model pack; see `Scale.similarity`.
_BALANCED = RATES[Preset.BALANCED]
_AT_KNOWN = 80.0
#: Rates are said no smaller: measurements end at 1e-4 or so, and beyond the curve is a guess.
LEAST_RATE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """False matches by distance, for one model pack; `benchmarks.calibrate_matching` measures them.

    Distances are between unit embeddings, 0 (the same) to 2. Raises ValueError for what none can be.
    """

    #: How much nearer strangers come to a person enrolled with very many faces than with one.
    handicap: float
    #: Shares of strangers, 0 to 1, and the distance to a person enrolled with one face that each is within.
    #: Both climb. Between the points, and on beyond the ends, the logarithm of the share runs straight.
    curve: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        numbers = (self.handicap, *chain.from_iterable(self.curve))
        if not all(map(math.isfinite, numbers)):
            raise ValueError("all numbers must be finite")
        if self.handicap < 0:
            raise ValueError("handicap must be 0 or more")
        shares, distances = zip(*self.curve, strict=True) if self.curve else ((), ())
        if len(shares) < 2 or not (_climb((0, *shares)) and shares[-1] <= 1 and _climb(distances)):
            raise ValueError("the curve needs two points or more, of shares up to 1; both numbers must climb")

    def false_match_rate(self, distance: float) -> float:
        """Return the share of strangers who are at most so far from one person, 0 to 1."""
        return float(10 ** min(0.0, _straight(distance, self._distances, self._logarithms)))

    def distance_at(self, rate: float) -> float:
        """Return the distance up to which this share of strangers is near one person."""
        return _straight(math.log10(rate), self._logarithms, self._distances)

    def among(self, people: int, preset: Preset = Preset.BALANCED) -> "Scale":
        """Return what distances mean in a gallery of so many people."""
        return Scale(calibration=self, people=max(people, 1), preset=preset)

    def linking(self, strangers: int) -> Linking:
        """Return how near two strangers are who are taken for one person, among so many of them.

        Of strangers who were never seen before one in a hundred comes so near to any of the others.
        """
        among = self.among(max(strangers, FEWEST_STRANGERS))
        return Linking(distance=round(among.known, 4), handicap=self.handicap)

    @cached_property
    def _logarithms(self) -> list[float]:
        return [math.log10(share) for share, _ in self.curve]

    @cached_property
    def _distances(self) -> list[float]:
        return [distance for _, distance in self.curve]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What distances mean in a gallery: the more people, the likelier a stranger is like one of them."""

    calibration: Calibration
    people: int  #: at least 1
    preset: Preset

    @cached_property
    def known(self) -> float:
        """The distance up to which a face is somebody's."""
        return self._distance_at(RATES[self.preset].known)

    @cached_property
    def unsure(self) -> float:
        """The distance up to which it may be; farther it is nobody's of the gallery."""
        return self._distance_at(RATES[self.preset].unsure)

    @cached_property
    def strict(self) -> float:
        """The distance up to which a face is somebody's with the strictest preset, whichever this is."""
        return self._distance_at(RATES[Preset.STRICT].known)

    def false_match_rate(self, distance: float) -> float:
        """Return how likely a stranger is at most so far from any of the people, 0 to 1.

        As if one person's resemblance to a stranger said nothing of the next one's. It does say something, so
        that the true rate is lower in large galleries: docs/design.md has the figures.
        """
        alone = self.calibration.false_match_rate(distance)
        return max(LEAST_RATE, round(1 - (1 - alone) ** self.people, 6))

    def similarity(self, distance: float) -> float:
        """Return 0..100, falling with distance: an S-curve through 80 and 50 at the bounds of `balanced`.

        So with every pack and every preset 80 and more reads as near as somebody known, and less than 50 as
        far as a stranger. It is no probability.
        """
        known, unsure = map(self._distance_at, (_BALANCED.known, _BALANCED.unsure))
        steepness = math.log(_AT_KNOWN / (100 - _AT_KNOWN)) / (unsure - known)
        return round(50 - 50 * math.tanh(steepness * (distance - unsure) / 2), 1)

    def _distance_at(self, rate: float) -> float:
        return self.calibration.distance_at(1 - (1 - rate) ** (1 / self.people))


def _climb(numbers: Sequence[float]) -> bool:
    return all(one < next_one for one, next_one in pairwise(numbers))


def _straight(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return y at x on the line through the two points around it, or the two that are nearest to it."""
    after = min(max(bisect(xs, x), 1), len(xs) - 1)
    slope = (ys[after] - ys[after - 1]) / (xs[after] - xs[after - 1])
    return ys[after] + slope * (x - xs[after])
