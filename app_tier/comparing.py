"""Compares the faces of two pictures with each other alone. Pure."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis
from app_tier.identifying import units
from app_tier.matching import judge_pair
from pipeline.messages import Options
from pipeline.outcomes import Verdict
from pipeline.results import Pair

#: Two crowds have more pairs than anybody reads: the farthest are left out.
MOST_PAIRS = 10_000


def pairs(source: Analysis, target: Analysis, options: Options, calibration: Calibration) -> tuple[Pair, ...]:
    """Return every face of one picture with every face of the other, nearest first, at most `MOST_PAIRS`."""
    if not source.faces or not target.faces:
        return ()
    distances = _distances(source, target)
    return tuple(
        _pair(*place, float(distances[place]), options, calibration) for place in _nearest_first(distances)
    )


def _distances(source: Analysis, target: Analysis) -> NDArray[np.float32]:
    """Return the distances, shape (sources, targets); of cosines they would not be 0 for the same face."""
    others = units(target)
    return np.stack([np.linalg.norm(others - each, axis=1) for each in units(source)])


def _nearest_first(distances: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    order = np.argsort(distances, axis=None, kind="stable")[:MOST_PAIRS]
    for number in order.tolist():
        yield divmod(number, distances.shape[1])


def _pair(source: int, target: int, distance: float, options: Options, calibration: Calibration) -> Pair:
    verdict, rate, similarity = judge_pair(distance, calibration, options.preset)
    return Pair(
        source=source,
        target=target,
        verdict=_by_threshold(verdict, distance, options.threshold),
        distance=round(distance, 4),
        similarity=similarity,
        false_match_rate=rate,
    )


def _by_threshold(verdict: Verdict, distance: float, own_known: float | None) -> Verdict:
    """Return the verdict where the client's own distance, if there is one, decides what is `known`."""
    if own_known is None:
        return verdict
    if distance <= own_known:
        return Verdict.KNOWN
    return Verdict.UNSURE if verdict is Verdict.KNOWN else verdict
