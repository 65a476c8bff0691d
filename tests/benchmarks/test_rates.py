"""All pictures against all, and how often a threshold misleads."""

import math

import numpy as np
import pytest

from app_tier.calibration import Calibration
from benchmarks.faces import all_pairs as pairing
from benchmarks.faces.all_pairs import AllPairs, all_pairs
from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.faces.lfw_findings import error_rates
from benchmarks.faces.rates import curve, histogram, rates, thresholds_at


def directions(**degrees: float) -> EmbeddedPictures:
    """Return embeddings that point so, one per picture; `ada_1` is a picture of ada."""
    names = tuple(f"{name.partition('_')[0]}/{name}.jpg" for name in degrees)
    angles = np.radians(list(degrees.values()))
    return EmbeddedPictures(
        names=names, embeddings=3 * np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    )


def distances(genuine: list[float], impostor: list[float], people: list[int] | None = None) -> AllPairs:
    return AllPairs(
        genuine=np.array(genuine, dtype=np.float32),
        genuine_people=np.array(people or [0] * len(genuine), dtype=np.intp),
        impostor=np.array(impostor, dtype=np.float32),
    )


def test_every_picture_meets_every_other_once() -> None:
    pairs = all_pairs(directions(ada_1=0, ada_2=60, ben_1=90, cem_1=math.nan))

    assert pairs.genuine.tolist() == pytest.approx([3.0])
    assert sorted(pairs.impostor.tolist()) == pytest.approx(
        [6 * math.sin(math.radians(15)), 3 * math.sqrt(2)]
    )
    assert pairs.genuine_people.tolist() == [0]


def test_block_by_block_gives_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = directions(ada_1=0, ada_2=10, ada_3=30, ben_1=70, ben_2=90)
    at_once = all_pairs(pictures)
    monkeypatch.setattr(pairing, "_BLOCK", 2)

    in_blocks = all_pairs(pictures)

    assert in_blocks.genuine.tolist() == pytest.approx(at_once.genuine.tolist())
    assert in_blocks.impostor.tolist() == pytest.approx(at_once.impostor.tolist())
    assert in_blocks.genuine_people.tolist() == [0, 0, 0, 1]


def test_pictures_without_faces_make_no_pairs() -> None:
    pairs = all_pairs(directions(ada_1=math.nan, ben_1=math.nan))

    assert pairs.genuine.size == pairs.impostor.size == 0


def test_a_threshold_passes_the_distances_up_to_it() -> None:
    pairs = distances(genuine=[0.25, 0.5, 0.75, 1.0], impostor=[0.5, 1.0, 1.25, 1.5])

    (at_half,) = rates(pairs, [0.5])

    assert (at_half.false_match, at_half.false_non_match) == (0.25, 0.5)


def test_by_person_everybody_counts_once_however_many_their_pictures() -> None:
    pairs = distances(genuine=[0.25, 0.25, 0.25, 1.0], impostor=[1.0], people=[0, 0, 0, 2])

    (at_half,) = rates(pairs, [0.5])

    assert (at_half.false_non_match, at_half.false_non_match_by_person) == (0.25, 0.5)


def test_thresholds_are_found_for_the_rates_that_the_pairs_can_show() -> None:
    impostor = np.array([1.0, 0.5, 0.75, 1.25], dtype=np.float32)

    assert thresholds_at(impostor, (0.001, 0.25, 0.5)) == [0.5, 0.75]


def test_figures_are_per_cent_at_known() -> None:
    pairs = distances(genuine=[0.25, 0.5, 0.75, 1.0], impostor=[0.5, 1.0, 1.25, 1.5])

    among_one = Calibration(handicap=0, curve=((0.01, 0.5), (0.1, 1.0))).among(1)

    findings = error_rates(pairs, among_one)

    assert findings.figures == {"false_match_rate": 25.0, "false_non_match_rate": 50.0}
    assert findings.details["rates_at_unsure"]["false_match_rate"] == 50.0


def test_a_histogram_covers_all_distances_and_leaves_out_what_is_none() -> None:
    counts = histogram(np.array([0.005, 0.0051, 1.995, math.nan], dtype=np.float32))

    assert (len(counts), sum(counts), counts[0], counts[-1]) == (200, 3, 2, 1)


def test_the_curve_climbs_over_all_thresholds() -> None:
    assert (curve()[0], curve()[-1], len(curve())) == (0.01, 1.99, 199)
