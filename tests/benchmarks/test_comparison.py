"""Other engines on the same pairs."""

from pathlib import Path

import numpy as np
import pytest

from app_tier.matching import Thresholds
from benchmarks.faces import comparison as comparing
from benchmarks.faces.comparison import comparison
from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.faces.engine_pool import PackFacts
from benchmarks.faces.engines import REFERENCE
from benchmarks.faces.lfw import Pair
from benchmarks.faces.measured import Measured
from pipeline.results import ModelId

FOLD = (
    Pair(first="A/1.jpg", second="A/2.jpg", same=True),
    Pair(first="A/1.jpg", second="B/1.jpg", same=False),
)


def engine(embeddings: str, *points: tuple[float, float], unsure: float = 0.5) -> Measured:
    """Return an engine that has put the fold's three pictures there."""
    return Measured(
        pack=PackFacts(
            model=ModelId(pack="any", version="1", embeddings=embeddings),
            thresholds=Thresholds(known=0.1, unsure=unsure),
        ),
        pictures=EmbeddedPictures(
            names=("A/1.jpg", "A/2.jpg", "B/1.jpg"), embeddings=np.array(points, dtype=np.float32)
        ),
    )


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Measured:
    loaded = engine("dlib", (1, 0), (1, 0.7), (0, 1))
    monkeypatch.setattr(comparing, "embed_with", lambda *_: loaded)
    return loaded


def test_the_reference_is_judged_at_its_own_threshold_and_by_face_recognitions_rule(
    reference: Measured,
) -> None:
    ours = engine("dlib", (1, 0), (1, 0.7), (0, 1), unsure=0.7)

    findings = comparison("ours", ours, [FOLD], Path())

    assert findings.figures == {"reference_lfw_accuracy": 50.0}
    assert findings.details["compared"]["ours"]["lfw_accuracy"] == 100.0
    assert findings.details["compared"][REFERENCE]["lfw_accuracy_not_normalised"] == 50.0


def test_comparable_embeddings_are_compared(reference: Measured) -> None:
    ours = engine("dlib", (1, 0), (1, 0.7), (1, 0))

    compared = comparison("ours", ours, [FOLD], Path()).details["compared"]

    assert compared["ours"]["distance_to_measured"]["max"] == 0
    assert compared[REFERENCE]["distance_to_measured"] == {
        "pictures": 3,
        "median": 0,
        "p95": pytest.approx(1.2728),
        "max": pytest.approx(1.4142),
    }


def test_embeddings_of_another_kind_are_never_compared(reference: Measured) -> None:
    compared = comparison("ours", engine("other", (1, 0), (1, 0.7), (0, 1)), [FOLD], Path()).details[
        "compared"
    ]

    assert compared["ours"].keys() == {"lfw_accuracy", "distance_to_measured"}
    assert compared[REFERENCE].keys() == {"lfw_accuracy", "lfw_accuracy_not_normalised"}


def test_an_engine_is_not_loaded_twice_to_be_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.faces.comparison.COMPARED", (REFERENCE,))
    itself = engine("dlib", (1, 0), (1, 0.7), (0, 1), unsure=0.7)

    assert comparison(REFERENCE, itself, [FOLD], Path()).figures == {"reference_lfw_accuracy": 100.0}
