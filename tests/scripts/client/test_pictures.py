"""A command line names pictures by file, folder or pattern."""

from pathlib import Path

import pytest

from scripts.client.pictures import NoSuchPicture, find_pictures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with pictures and other things."""
    for name in ("b.JPG", "a.png", "notes.txt", "in/c.webp", ".hidden/d.jpg", "in/.e.jpg", "x[1].jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def test_a_folder_means_all_pictures_in_it_and_none_hidden(folder: Path) -> None:
    found = find_pictures([str(folder)])

    assert [str(path.relative_to(folder)) for path in found] == ["a.png", "b.JPG", "in/c.webp", "x[1].jpg"]


def test_a_pattern_means_what_it_fits(folder: Path) -> None:
    assert find_pictures([f"{folder}/**/*.webp"]) == [folder / "in/c.webp"]


def test_a_name_with_brackets_is_taken_as_it_is(folder: Path) -> None:
    assert find_pictures([f"{folder}/x[1].jpg"]) == [folder / "x[1].jpg"]


def test_a_file_that_is_named_is_taken_whatever_its_suffix(folder: Path) -> None:
    assert find_pictures([f"{folder}/notes.txt"]) == [folder / "notes.txt"]


def test_a_picture_named_twice_is_taken_once(folder: Path) -> None:
    assert len(find_pictures([str(folder), f"{folder}/a.png"])) == 4


@pytest.mark.parametrize("name", ["nothing.jpg", "*.bmp"])
def test_what_is_not_there_is_named(folder: Path, name: str) -> None:
    with pytest.raises(NoSuchPicture, match="There is no"):
        find_pictures([f"{folder}/{name}"])


def test_a_folder_without_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPicture, match="No picture in"):
        find_pictures([str(tmp_path)])
