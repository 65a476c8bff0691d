"""What an engine makes of LFW: which faces it finds, and how well it tells people apart."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from app_tier.calibration import Scale
from benchmarks.faces.all_pairs import AllPairs
from benchmarks.faces.comparing import comparable_form, held_out_thresholds
from benchmarks.faces.embedded import Distances, EmbeddedPictures
from benchmarks.faces.findings import Findings, per_cent
from benchmarks.faces.lfw import Fold
from benchmarks.faces.rates import STEP, Rates, curve, histogram, rates, thresholds_at
from benchmarks.faces.verification import FoldAccuracy, ScoredFold, best_threshold, joined, verify

#: False match rates whose thresholds the table shows.
_FALSE_MATCH_RATES = (0.00001, 0.0001, 0.001, 0.005, 0.01, 0.1)


def scored(pictures: EmbeddedPictures, folds: Sequence[Fold]) -> list[ScoredFold]:
    """Return the folds' pairs with the distances between these embeddings."""
    return [
        ScoredFold(distances=pictures.distances(fold), same=np.array([pair.same for pair in fold]))
        for fold in folds
    ]


def judged(form: EmbeddedPictures, folds: Sequence[Fold], threshold: float | None) -> list[FoldAccuracy]:
    """Return how each fold came out; one alone at `threshold`, or at distances that others determine.

    `form` is what `comparable_form` gives.
    """
    alone = held_out_thresholds(form, folds[0]) if threshold is None and len(folds) == 1 else threshold or 0.0
    return verify(scored(form, folds), alone)


def accuracy(folds: Sequence[FoldAccuracy]) -> float:
    """Return the mean accuracy of the folds, per cent."""
    return per_cent(float(np.mean([fold.accuracy for fold in folds])))


def verification(pictures: EmbeddedPictures, folds: Sequence[Fold], threshold: float | None) -> Findings:
    """Return how the pairs came out; `threshold` as in `judged`."""
    form = comparable_form(pictures)
    results, pairs = judged(form, folds, threshold), joined(scored(form, folds))
    missed = [name for name, found in zip(pictures.names, pictures.found, strict=True) if not found]
    return Findings(
        figures={
            "lfw_accuracy": accuracy(results),
            "lfw_faces_found": per_cent(float(pictures.found.mean())),
        },
        details={
            "pairs": pairs.same.size,
            "folds": [asdict(fold) for fold in results],
            "best_fixed_threshold_in_hindsight": asdict(verify([pairs], best_threshold(pairs))[0]),
            "lfw_pictures": len(pictures.names),
            "lfw_pictures_without_face": missed,
            "histogram_bin": STEP,
            "histograms_of_pairs": _histograms(pairs.distances[pairs.same], pairs.distances[~pairs.same]),
        },
    )


def error_rates(pairs: AllPairs, scale: Scale) -> Findings:
    """Return how often distances mislead, over all pictures against all."""
    at_known, at_unsure = rates(pairs, (scale.known, scale.unsure))
    at_rates = rates(pairs, thresholds_at(pairs.impostor, _FALSE_MATCH_RATES))
    return Findings(
        figures={
            "false_match_rate": per_cent(at_known.false_match),
            "false_non_match_rate": per_cent(at_known.false_non_match),
        },
        details={
            "genuine_pairs": pairs.genuine.size,
            "impostor_pairs": pairs.impostor.size,
            "rates_at_known": _row(at_known),
            "rates_at_unsure": _row(at_unsure),
            "rates_at_false_match_rates": [_row(each) for each in at_rates],
            "rates_by_threshold": [_row(each) for each in rates(pairs, curve())],
            "histograms_of_all_pairs": _histograms(pairs.genuine, pairs.impostor),
        },
    )


def _row(each: Rates) -> dict[str, float]:
    return {
        "threshold": round(each.threshold, 4),
        "false_match_rate": per_cent(each.false_match),
        "false_non_match_rate": per_cent(each.false_non_match),
        "false_non_match_rate_by_person": per_cent(each.false_non_match_by_person),
    }


def _histograms(genuine: Distances, impostor: Distances) -> dict[str, Any]:
    return {"genuine": histogram(genuine), "impostor": histogram(impostor)}
