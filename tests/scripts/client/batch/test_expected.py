"""Answers are compared with the names that were expected."""

from pathlib import Path

import pytest

from pipeline.outcomes import Outcome
from scripts.client.batch.expected import BadExpectations, compare, read_expected
from scripts.client.batch.rows import Row, RowStatus


def row(path: str, *names: str, outcome: Outcome = Outcome.RECOGNISED) -> Row:
    """Return an answered picture."""
    return Row(path=path, status=RowStatus.DONE, outcome=outcome, names=names, milliseconds=1)


@pytest.mark.parametrize(
    "text",
    [
        "a.jpg,Ada\nb.jpg,Grace\n",
        "image,name\na.jpg,Ada\nb.jpg,Grace\n",
        "Image,Results\na.jpg,Ada\nb.jpg,Grace\n",
        "Person, File\nAda,folder/a.jpg\nGrace , b.jpg\n",
        "\ufefffile,name\na.jpg,Ada\n\nb.jpg,Grace\n",
    ],
)
def test_a_table_is_read_with_and_without_a_header(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")

    assert read_expected(tmp_path / "e.csv") == {"a.jpg": "Ada", "b.jpg": "Grace"}


@pytest.mark.parametrize("text", ["", "only one column\n"])
def test_a_table_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.csv").write_text(text)

    with pytest.raises(BadExpectations):
        read_expected(tmp_path / "e.csv")


def test_right_and_wrong_answers_are_told_apart() -> None:
    rows = [row("x/a.jpg", "Ada"), row("x/b.jpg", "Ada"), row("x/c.jpg", "Alan")]

    accuracy = compare(rows, {"a.jpg": "Ada", "b": "Grace", "d.jpg": "Dorothy"})

    assert (accuracy.compared, accuracy.ratio) == (2, 0.5)
    assert [(wrong.path, wrong.expected, wrong.answered) for wrong in accuracy.wrong] == [
        ("x/b.jpg", "Grace", "Ada")
    ]
    assert (accuracy.not_expected, accuracy.not_seen) == (1, 1)


@pytest.mark.parametrize("spelling", ["Ada_Lovelace", "ada lovelace", " Ada  Lovelace"])
def test_spellings_of_a_name_are_one_name(spelling: str) -> None:
    assert compare([row("a.jpg", "Ada Lovelace")], {"a": spelling}).ratio == 1


def test_strangers_and_empty_pictures_can_be_expected() -> None:
    rows = [row("a.jpg", outcome=Outcome.UNKNOWN), row("b.jpg", outcome=Outcome.NO_FACE)]

    assert compare(rows, {"a": "unknown", "b": "no_face"}).ratio == 1


def test_of_several_faces_the_largest_counts() -> None:
    assert compare([row("a.jpg", "Ada", "Grace")], {"a": "Grace"}).ratio == 0


def test_a_picture_without_an_answer_is_wrong() -> None:
    lost = Row(path="a.jpg", status=RowStatus.EXPIRED, milliseconds=1)

    accuracy = compare([lost], {"a": "Ada"})

    assert accuracy.wrong[0].answered == ""


def test_nothing_to_compare_is_no_accuracy() -> None:
    assert compare([row("a.jpg", "Ada")], {"b": "Grace"}).ratio == 0
