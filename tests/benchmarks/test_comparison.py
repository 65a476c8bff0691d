"""Other engines on the same pairs."""

from pathlib import Path

import numpy as np
import pytest

from app_tier.calibration import Calibration
from benchmarks.faces import comparison as comparison_module
from benchmarks.faces.comparing import comparable_form, held_out_thresholds
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


def engine(embeddings: str, *points: tuple[float, float]) -> Measured:
    """Return an engine that has put the fold's three pictures there."""
    return Measured(
        pack=PackFacts(
            model=ModelId(pack="any", version="1", embeddings=embeddings),
            calibration=Calibration(handicap=0, curve=((0.01, 0.1), (0.1, 0.2))),
        ),
        pictures=EmbeddedPictures(
            names=("A/1.jpg", "A/2.jpg", "B/1.jpg"), embeddings=np.array(points, dtype=np.float32)
        ),
    )


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Measured:
    loaded = engine("dlib", (1, 0), (1, 0.7), (0, 1))
    monkeypatch.setattr(comparison_module, "embed_with", lambda *_: loaded)
    return loaded


def test_the_reference_is_judged_as_ours_is_and_by_face_recognitions_rule(
    reference: Measured,
) -> None:
    ours = engine("dlib", (1, 0), (1, 0.7), (0, 1))

    findings = comparison("ours", ours, [FOLD], Path(), 0.75)

    assert findings.figures == {"reference_lfw_accuracy": 100.0}
    assert findings.details["compared"]["ours"]["lfw_accuracy"] == 100.0
    assert findings.details["compared"][REFERENCE]["lfw_accuracy_as_face_recognition"] == 50.0


def test_comparable_embeddings_are_compared(reference: Measured) -> None:
    ours = engine("dlib", (1, 0), (1, 0.7), (1, 0))

    compared = comparison("ours", ours, [FOLD], Path(), 0.75).details["compared"]

    assert compared["ours"]["distance_to_measured"]["max"] == 0
    assert compared[REFERENCE]["distance_to_measured"] == {
        "pictures": 3,
        "median": 0,
        "p95": pytest.approx(1.2728),
        "max": pytest.approx(1.4142),
    }


def test_embeddings_of_another_kind_are_never_compared(reference: Measured) -> None:
    compared = comparison("ours", engine("other", (1, 0), (1, 0.7), (0, 1)), [FOLD], Path(), 0.75).details[
        "compared"
    ]

    assert compared["ours"].keys() == {"lfw_accuracy", "distance_to_measured"}
    assert compared[REFERENCE].keys() == {"lfw_accuracy", "lfw_accuracy_as_face_recognition"}


def test_an_engine_is_not_loaded_twice_to_be_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.faces.comparison.COMPARED", (REFERENCE,))
    itself = engine("dlib", (1, 0), (1, 0.7), (0, 1))

    assert comparison(REFERENCE, itself, [FOLD], Path(), 0.75).figures == {"reference_lfw_accuracy": 100.0}


def people(*lengths: float) -> EmbeddedPictures:
    """Return two people of two pictures each, 0.1 apart, and far from the other, but for their lengths."""
    directions = np.array([(1, 0), (0.995, 0.0999), (0, 1), (0.0999, 0.995)], dtype=np.float32)
    points = directions * np.array(lengths, dtype=np.float32)[:, None]
    return EmbeddedPictures(names=("A/1.jpg", "A/2.jpg", "B/1.jpg", "B/2.jpg"), embeddings=points)


def test_embeddings_whose_length_says_nothing_are_compared_at_length_one() -> None:
    pictures = people(20, 60, 20, 60)

    assert np.linalg.norm(comparable_form(pictures).embeddings, axis=1) == pytest.approx([1, 1, 1, 1])


def test_else_they_are_compared_as_the_network_gives_them() -> None:
    pictures = people(2, 2, 2, 2)

    assert comparable_form(pictures) is pictures


def test_nobody_has_a_say_in_the_distance_that_judges_them() -> None:
    pictures = people(1, 1, 9, 9)
    of_ada = Pair(first="A/1.jpg", second="A/2.jpg", same=True)
    of_ben = Pair(first="B/1.jpg", second="B/2.jpg", same=True)

    for_ada, for_ben = held_out_thresholds(pictures, (of_ada, of_ben))

    assert for_ben == pytest.approx(0.1, abs=0.011)  # as far as Ada's pictures are from each other
    assert for_ada == pytest.approx(0.9, abs=0.011)
