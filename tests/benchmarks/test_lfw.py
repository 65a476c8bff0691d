"""Pair lists: what is in them, what is wrong with them, and which pictures they need."""

from pathlib import Path

import pytest

from benchmarks.faces.errors import DataMissing, MalformedList
from benchmarks.faces.lfw import (
    Pair,
    paired_pictures,
    parse_pairs,
    person_of,
    pictures_below,
    read_pairs,
    with_pictures,
)

TWO_FOLDS = "2\t1\nAda\t1\t2\nAda\t1\tBen\t3\nCem\t4\t12\nBen\t1\tCem\t1\n"


def folder_with(tmp_path: Path, *pictures: str) -> Path:
    for name in pictures:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_each_fold_has_pairs_of_one_person_and_of_two() -> None:
    first, second = parse_pairs(TWO_FOLDS)

    assert first == (
        Pair(first="Ada/Ada_0001.jpg", second="Ada/Ada_0002.jpg", same=True),
        Pair(first="Ada/Ada_0001.jpg", second="Ben/Ben_0003.jpg", same=False),
    )
    assert second[0] == Pair(first="Cem/Cem_0004.jpg", second="Cem/Cem_0012.jpg", same=True)


def test_one_number_in_the_first_line_means_one_fold() -> None:
    assert [len(fold) for fold in parse_pairs("1\nAda\t1\t2\nAda\t1\tBen\t3\n")] == [2]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "starts with its folds"),
        ("Ada\t1\t2\n", "starts with its folds"),
        ("1\t0\n", "starts with its folds"),
        ("1\t1\nAda\t1\t2\n", "has 2 pairs, not 1"),
        ("1\t1\nAda\t1\t2\nAda\t1\tBen\n", "Line 3"),
        ("1\t1\nAda\tone\ttwo\nAda\t1\tBen\t1\n", "Line 2"),
    ],
)
def test_a_list_that_is_none_is_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(MalformedList, match=complaint):
        parse_pairs(text)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=r"pairs\.txt"):
        read_pairs(tmp_path / "pairs.txt")


def test_a_picture_instead_of_a_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_bytes(b"\xff\xd8\xff")

    with pytest.raises(MalformedList, match="no text"):
        read_pairs(tmp_path / "pairs.txt")


def test_pairs_without_both_pictures_are_left_out_and_folds_without_pairs_too(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "Ada/Ada_0001.jpg", "Ben/Ben_0003.jpg", "Cem/Cem_0004.jpg")

    kept = with_pictures(parse_pairs(TWO_FOLDS), folder)

    assert kept == [(Pair(first="Ada/Ada_0001.jpg", second="Ben/Ben_0003.jpg", same=False),)]


def test_a_folder_without_any_of_the_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=str(tmp_path)):
        with_pictures(parse_pairs(TWO_FOLDS), tmp_path)


def test_paired_pictures_come_once_each() -> None:
    assert paired_pictures(parse_pairs(TWO_FOLDS)) == [
        "Ada/Ada_0001.jpg",
        "Ada/Ada_0002.jpg",
        "Ben/Ben_0001.jpg",
        "Ben/Ben_0003.jpg",
        "Cem/Cem_0001.jpg",
        "Cem/Cem_0004.jpg",
        "Cem/Cem_0012.jpg",
    ]


def test_pictures_in_no_pair_are_found_too_and_filed_under_a_person(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "Ben/Ben_0002.jpg", "Ada/Ada_0009.jpg", "Ada/notes.txt")

    pictures = pictures_below(folder)

    assert pictures == ["Ada/Ada_0009.jpg", "Ben/Ben_0002.jpg"]
    assert [person_of(name) for name in pictures] == ["Ada", "Ben"]
