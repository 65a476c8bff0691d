"""Lists of counted faces."""

from pathlib import Path

import pytest

from benchmarks.faces.counts import Counted, parse_counts, read_counts
from benchmarks.faces.errors import DataMissing, MalformedList


def test_other_columns_are_ignored_and_the_order_is_free() -> None:
    counts = parse_counts('faces,note,image\n3,"dark, far",a/one.jpg\n0,,two.jpg\n')

    assert counts == [Counted(image="a/one.jpg", faces=3), Counted(image="two.jpg", faces=0)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "lacks faces and image"),
        ("image,people\none.jpg,3\n", "lacks faces"),
        ("image,faces\none.jpg,3\ntwo.jpg,many\n", "Line 3"),
        ("image,faces\none.jpg,-1\n", "Line 2"),
        ("image,faces\none.jpg\n", "Line 2"),
        ("image,faces\n,3\n", "Line 2"),
        ("image,faces\none.jpg,3\none.jpg,3\n", r"one\.jpg 2 times"),
        ("image,faces\n", "no faces"),
        ("image,faces\none.jpg,0\n", "no faces"),
    ],
)
def test_a_list_that_is_none_is_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(MalformedList, match=complaint):
        parse_counts(text)


def test_a_list_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.jpg").touch()
    (tmp_path / "counts.csv").write_bytes(b"\xef\xbb\xbfimage,faces\r\none.jpg,3\r\n")

    assert read_counts(tmp_path / "counts.csv", tmp_path) == [Counted(image="one.jpg", faces=3)]


def test_missing_pictures_are_named_but_not_all_of_many(tmp_path: Path) -> None:
    rows = "".join(f"{number}.jpg,1\n" for number in range(7))
    (tmp_path / "counts.csv").write_text("image,faces\n" + rows)

    with pytest.raises(DataMissing, match=r"0\.jpg, 1\.jpg, 2\.jpg, 3\.jpg, 4\.jpg and 2 more"):
        read_counts(tmp_path / "counts.csv", tmp_path)


@pytest.mark.parametrize(("content", "error"), [(b"\xff\xd8\xff", MalformedList), (None, DataMissing)])
def test_what_is_no_list_is_named(tmp_path: Path, content: bytes | None, error: type[Exception]) -> None:
    path = tmp_path / "counts.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(error, match=r"counts\.csv"):
        read_counts(path, tmp_path)
