"""People enrolled with two pictures, asked for their others, among strangers."""

import numpy as np
import pytest

from app_tier.calibration import Calibration
from benchmarks.faces.errors import DataMissing
from benchmarks.matching.calibrating import calibrate
from benchmarks.matching.people import Person, people_of
from benchmarks.people import identifying
from benchmarks.people.identifying import identification
from benchmarks.people.rules import by_nearest_face, by_verdict, neighbours
from benchmarks.people.scores import Scores
from benchmarks.people.splits import splits
from benchmarks.people.verdicts import rates
from pipeline.messages import Preset
from tests.benchmarks.matching.made_people import made_people, made_pictures


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def crowd(*, spread: float = 0.1) -> list[Person]:
    """Return 20 people with 4 pictures, and 30 with 2."""
    several, few = made_people(50, 4, spread=spread)[:20], made_people(50, 2, spread=spread, seed=1)[20:]
    return [*several, *few]


def up_to(known: float, unsure: float) -> Calibration:
    """Return a calibration by which 1 and 10 % of strangers are so near to one of 20 people."""
    return Calibration(handicap=0, curve=((1 - 0.99 ** (1 / 20), known), (1 - 0.9 ** (1 / 20), unsure)))


def test_two_pictures_of_everybody_who_has_three_are_enrolled_and_the_others_asked_for(
    rng: np.random.Generator,
) -> None:
    (split,) = splits(crowd(), 1, rng)

    assert len(split.known) == 20 and len(split.strangers) == 30
    for each in split.known:
        assert sorted([*each.enrolled, *each.probes]) == [0, 1, 2, 3]
    assert split.answers.tolist() == [person for person in range(20) for _ in range(2)]


def test_splits_differ_in_who_is_enrolled_with_which_pictures(rng: np.random.Generator) -> None:
    one, other = splits(crowd(), 2, rng)

    assert [each.person.name for each in one.known] == [each.person.name for each in other.known]
    assert [each.enrolled.tolist() for each in one.known] != [each.enrolled.tolist() for each in other.known]


def test_without_strangers_or_pictures_to_spare_nothing_can_be_measured(rng: np.random.Generator) -> None:
    with pytest.raises(DataMissing, match="there are 5 and 0"):
        list(splits(made_people(5, 3), 1, rng))
    with pytest.raises(DataMissing, match="there are 0 and 5"):
        list(splits(made_people(5, 2), 1, rng))


def test_probes_count_as_identified_if_they_are_right_and_nearer_than_the_strangers_allowed() -> None:
    scores = Scores(
        probes=np.array([0.1, 0.2, 0.3, 0.4]),
        right=np.array([True, False, True, True]),
        strangers=np.array([0.25, 0.35, 0.8, np.inf]),
    )

    assert scores.rank1 == 0.75
    assert [scores.identified_at(share) for share in (0, 0.24, 0.25, 0.5, 0.75)] == [
        0.25,
        0.25,
        0.5,
        0.75,
        0.75,
    ]


def test_both_rules_know_people_who_look_like_nobody_else(rng: np.random.Generator) -> None:
    people = crowd(spread=0.01)
    pictures = made_pictures(50, 4, spread=0.01)
    (split,) = splits(people_of(pictures, pictures)[:20] + people[20:], 1, rng)
    split_pictures = made_pictures(50, 4, spread=0.01)

    ours = by_verdict(split, *neighbours(split, up_to(0.1, 0.2)), up_to(0.1, 0.2))
    nearest = by_nearest_face(split, split_pictures)

    for scores in (ours, nearest):
        assert (scores.rank1, scores.identified_at(0)) == (1, 1)


def test_a_preset_is_what_the_verdicts_say(rng: np.random.Generator) -> None:
    (split,) = splits(crowd(spread=0.01), 1, rng)

    def answered(calibration: Calibration) -> tuple[float, float, float]:
        measured = rates(split, *neighbours(split, calibration), calibration, Preset.BALANCED)
        return measured.named, measured.named_or_unsure, measured.strangers_known_or_unsure

    assert answered(up_to(0.1, 0.2)) == (1, 1, 0)
    assert answered(up_to(0.0001, 0.2)) == (0, 1, 0)
    assert answered(up_to(0.0001, 1.9)) == (0, 1, 1)


def test_the_figures_are_means_over_the_splits(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifying, "SPLITS", 3)
    people, pictures = crowd(spread=0.6), made_pictures(50, 4, spread=0.6)

    findings = identification(people, pictures, calibrate(made_people(100, 4, spread=0.6), rng), rng)

    rows = findings.details["by_split"]
    assert len(rows) == 3
    for name in ("rank1", "tpir_at_fpir_1pct", "balanced_fpir", "balanced_tpir"):
        assert findings.figures[name] == pytest.approx(np.mean([row[name] for row in rows]), abs=1e-3)
    assert findings.figures["rank1"] > 90
    assert findings.details["presets"]["strict"]["promised"] == {"known": 0.1, "unsure": 1}
    strict, lenient = (findings.details["presets"][name] for name in ("strict", "lenient"))
    assert strict["named"] <= findings.figures["balanced_tpir"] <= lenient["named"]
