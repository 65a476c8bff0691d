"""How often "the same person?" is answered rightly for listed pairs; wrong where a face was not found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.faces.embedded import Distances, Flags


@dataclass(frozen=True, kw_only=True)
class ScoredFold:
    """One fold's pairs, measured."""

    distances: Distances  #: shape (pairs,); NaN where a face was not found
    same: Flags  #: whether the pair shows one person


@dataclass(frozen=True, kw_only=True)
class FoldAccuracy:
    """How one fold came out."""

    threshold: float  #: the mean, where there were several
    accuracy: float  #: share of right answers, 0..1


def verify(folds: Sequence[ScoredFold], threshold: float | Distances) -> list[FoldAccuracy]:
    """Return each fold's accuracy at the threshold best on all others.

    One fold alone: at `threshold`, one for all pairs or one for each.
    """
    if len(folds) == 1:
        return [_accuracy(folds[0], threshold)]
    return [_accuracy(fold, best_threshold(_others(folds, index))) for index, fold in enumerate(folds)]


def best_threshold(fold: ScoredFold) -> float:
    """Return the distance up to which "the same" is the right answer most often.

    Of equally good ones it is the middle one, halfway to the next pair's: other pairs differ a little.
    """
    candidates = np.unique(fold.distances[~np.isnan(fold.distances)])
    if not candidates.size:
        return 0.0
    accepted = np.searchsorted(np.sort(fold.distances[fold.same]), candidates, side="right")
    mistaken = np.searchsorted(np.sort(fold.distances[~fold.same]), candidates, side="right")
    right = accepted - mistaken
    equally_good = np.flatnonzero(right == right.max())
    middle = equally_good[equally_good.size // 2]
    return float(candidates[middle : middle + 2].mean())


def joined(folds: Sequence[ScoredFold]) -> ScoredFold:
    """Return all folds as one."""
    return ScoredFold(
        distances=np.concatenate([fold.distances for fold in folds]),
        same=np.concatenate([fold.same for fold in folds]),
    )


def _others(folds: Sequence[ScoredFold], index: int) -> ScoredFold:
    return joined([*folds[:index], *folds[index + 1 :]])


def _accuracy(fold: ScoredFold, threshold: float | Distances) -> FoldAccuracy:
    found = ~np.isnan(fold.distances)
    right = found & ((fold.distances <= threshold) == fold.same)
    return FoldAccuracy(threshold=float(np.mean(threshold)), accuracy=float(right.mean()))
