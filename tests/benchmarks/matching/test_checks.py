"""A calibration holds what it promises, on people that it was not made on."""

import json
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app_tier.calibration import Calibration
from benchmarks import calibrate_matching
from benchmarks.faces.errors import DataMissing
from benchmarks.matching import checks
from benchmarks.matching.calibrating import calibrate, shown_shares
from benchmarks.matching.checks import by_size, held_out
from benchmarks.matching.galleries import answers, gallery
from benchmarks.matching.indexing import person_id
from tests.benchmarks.matching.made_people import made_people


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.fixture
def few_splits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SPLITS", 4)


def test_the_shares_are_those_that_so_many_people_can_show() -> None:
    assert shown_shares(50)[0] == 0.01
    assert shown_shares(600)[0] == 0.0001


def test_strangers_are_nearer_to_people_enrolled_with_several_faces(rng: np.random.Generator) -> None:
    assert calibrate(made_people(100, 4, spread=0.8), rng).handicap > 0.03
    assert abs(calibrate(made_people(100, 4, spread=0.001), rng).handicap) < 0.002


def test_few_people_or_pictures_are_no_calibration(rng: np.random.Generator) -> None:
    with pytest.raises(DataMissing, match="there are 49 and 49"):
        calibrate(made_people(49, 4), rng)
    with pytest.raises(DataMissing, match="there are 60 and 0"):
        calibrate(made_people(60, 3), rng)


def test_a_gallery_is_asked_for_other_pictures_of_its_people_and_for_everybody_else(
    rng: np.random.Generator,
) -> None:
    people = [*made_people(6, 3), *(made_people(30, 1, seed=1)[6:])]

    filled = gallery(people, 10, 2, rng)

    faces = 1 / (1 - filled.index.named.blocks[0].shares)
    assert (filled.index.people, round(float(faces.sum()))) == (10, 6 * 2 + 4)
    assert [person for person, _ in filled.probes] == [person_id(number) for number in range(6)]
    assert len(filled.strangers) == 20


def test_answers_are_counted_by_who_was_asked(rng: np.random.Generator) -> None:
    galleries = [gallery(made_people(20, 2, spread=0.01), 10, 1, rng)]

    def up_to(known: float, unsure: float) -> Calibration:
        return Calibration(handicap=0, curve=((1 - 0.99**0.1, known), (1 - 0.9**0.1, unsure)))

    nobody, right = answers(galleries, up_to(0.001, 0.002)), answers(galleries, up_to(0.1, 0.2))
    doubtful, everybody = answers(galleries, up_to(0.001, 0.2)), answers(galleries, up_to(1.99, 2))

    assert (nobody.named_or_unsure, nobody.strangers_known_or_unsure) == (0, 0)
    assert (right.named, right.strangers_known_or_unsure) == (1, 0)
    assert (doubtful.named, doubtful.named_or_unsure) == (0, 1)
    assert (everybody.named, everybody.strangers_known) == (1, 1)


def test_the_promise_holds_on_people_not_calibrated_on(rng: np.random.Generator, few_splits: None) -> None:
    checked = held_out(made_people(150, 4, spread=0.8), rng)

    assert {(each.people, each.faces) for each in checked} == {(n, k) for n in (5, 20) for k in (1, 2, 3)}
    for each in checked:
        assert each.mean(lambda answers: answers.strangers_known) < 0.02
        assert 0.05 < each.mean(lambda answers: answers.strangers_known_or_unsure) < 0.15


def test_larger_galleries_take_no_more_strangers_for_their_people(rng: np.random.Generator) -> None:
    people = made_people(150, 4, spread=0.3)

    sizes = by_size(people, calibrate(people, rng), rng)

    assert [each.people for each in sizes] == [1, 10, 50, 100]
    assert all(each.mean(lambda answers: answers.strangers_known_or_unsure) < 0.15 for each in sizes)


def test_the_command_prints_a_table_for_the_manifest(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    few_splits: None,
) -> None:
    embedded = SimpleNamespace(people=made_people(120, 4, spread=0.3))
    monkeypatch.setattr(calibrate_matching, "embed_people", lambda *_: embedded)
    report = tmp_path / "report.json"
    monkeypatch.setattr(sys, "argv", ["calibrate", "--images", str(tmp_path), "--json", str(report)])

    calibrate_matching.main()

    printed = capsys.readouterr().out
    table = tomllib.loads(printed[: printed.index("\n\n")])["calibration"]
    written = json.loads(report.read_text())
    assert table["handicap"] == written["figures"]["handicap"]
    assert table["curve"] == written["details"]["curve"]
    assert Calibration(**table).curve[0][0] == 0.003
    assert (written["details"]["people"], written["details"]["pictures"]) == (120, 480)


def test_the_command_without_pictures_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["calibrate", "--images", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        calibrate_matching.main()

    assert ended.value.code == 2
    assert str(tmp_path) in capsys.readouterr().err
