"""Other engines on the same pairs, and how far their embeddings are from the measured engine's."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faces.comparing import comparable_form
from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.faces.engines import COMPARED, REFERENCE
from benchmarks.faces.findings import Findings
from benchmarks.faces.lfw import Fold, paired_pictures
from benchmarks.faces.lfw_findings import accuracy, judged, scored
from benchmarks.faces.measured import Measured, embed_with
from benchmarks.faces.verification import verify

#: The default of `face_recognition.compare_faces`, between embeddings as the network gives them.
FACE_RECOGNITION_TOLERANCE = 0.6


def comparison(
    engine: str, measured: Measured, folds: Sequence[Fold], folder: Path, threshold: float | None
) -> Findings:
    """Return how the engines to compare with do on the same pairs; the reference is among the figures.

    `engine` is the name that the measured one was loaded by: it need not be loaded again. `threshold` is for
    a fold that is alone, see `judged`.
    """
    names = paired_pictures(folds)
    loaded = {engine: measured} | {
        name: embed_with(name, names, folder) for name in COMPARED if name != engine
    }
    compared = {
        name: {
            "lfw_accuracy": accuracy(judged(comparable_form(each.pictures), folds, threshold)),
            **_compare(measured, each, loaded[REFERENCE], folds),
        }
        for name, each in loaded.items()
    }
    return Findings(
        figures={"reference_lfw_accuracy": compared[REFERENCE]["lfw_accuracy"]},
        details={"compared": compared},
    )


def parity(one: EmbeddedPictures, other: EmbeddedPictures) -> dict[str, Any]:
    """Return the distances between two engines' unit embeddings of the other's pictures."""
    rows = {name: row for row, name in enumerate(one.names)}
    ours = one.normalised().embeddings[[rows[name] for name in other.names]]
    distances = np.linalg.norm(ours - other.normalised().embeddings, axis=1)
    known = distances[~np.isnan(distances)]
    if not known.size:
        return {"pictures": 0}
    middle, high, most = (round(float(each), 4) for each in np.quantile(known, (0.5, 0.95, 1)))
    return {"pictures": known.size, "median": middle, "p95": high, "max": most}


def _compare(
    measured: Measured, each: Measured, reference: Measured, folds: Sequence[Fold]
) -> dict[str, Any]:
    """Return what can be said of comparable embeddings alone."""
    compared: dict[str, Any] = {}
    if each.comparable_with(reference):
        by_tolerance = verify(scored(each.pictures, folds), FACE_RECOGNITION_TOLERANCE)
        compared["lfw_accuracy_as_face_recognition"] = accuracy(by_tolerance)
    if each.comparable_with(measured):
        compared["distance_to_measured"] = parity(measured.pictures, each.pictures)
    return compared
