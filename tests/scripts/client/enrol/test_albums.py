"""A folder's names say who is on its pictures."""

from pathlib import Path

import pytest

from scripts.client.enrol.albums import as_written, find_albums, with_spaces


def touch(folder: Path, *names: str) -> None:
    """Make empty files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_is_a_person(tmp_path: Path) -> None:
    touch(tmp_path, "Ada_Lovelace/Ada_Lovelace_0002.jpg", "Ada_Lovelace/Ada_Lovelace_0001.jpg", "Alan/1.png")

    albums = find_albums(tmp_path, with_spaces, None)

    assert [album.name for album in albums] == ["Ada Lovelace", "Alan"]
    assert [path.name for path in albums[0].pictures] == ["Ada_Lovelace_0001.jpg", "Ada_Lovelace_0002.jpg"]


@pytest.mark.parametrize("second", ["ada_2.jpg", "ada-02.png", "ada (2).jpg", "ada 2.jpg", "ada(2).jpg"])
def test_numbered_files_are_one_person(tmp_path: Path, second: str) -> None:
    touch(tmp_path, "ada.jpg", second)

    albums = find_albums(tmp_path, with_spaces, None)

    assert [(album.name, len(album.pictures)) for album in albums] == [("ada", 2)]


def test_files_and_a_folder_of_one_name_are_one_person(tmp_path: Path) -> None:
    touch(tmp_path, "Ada_King.jpg", "Ada King/1.jpg")

    assert [(album.name, len(album.pictures)) for album in find_albums(tmp_path, with_spaces, None)] == [
        ("Ada King", 2)
    ]


def test_a_name_may_be_kept_as_it_is_written(tmp_path: Path) -> None:
    touch(tmp_path, "R2_D2/1.jpg")

    assert find_albums(tmp_path, as_written, None)[0].name == "R2_D2"


def test_a_file_named_by_a_number_alone_keeps_it(tmp_path: Path) -> None:
    touch(tmp_path, "42.jpg")

    assert find_albums(tmp_path, with_spaces, None)[0].name == "42"


def test_the_first_pictures_are_taken_up_to_the_limit(tmp_path: Path) -> None:
    touch(tmp_path, "Ada/1.jpg", "Ada/2.jpg", "Ada/3.jpg")

    album = find_albums(tmp_path, with_spaces, 2)[0]

    assert [path.name for path in album.pictures] == ["1.jpg", "2.jpg"]


def test_hidden_things_other_files_and_empty_folders_are_nobody(tmp_path: Path) -> None:
    touch(tmp_path, ".DS_Store", ".git/a.jpg", "notes.txt", "Ada/notes.txt", "._ada.jpg")

    assert find_albums(tmp_path, with_spaces, None) == []
