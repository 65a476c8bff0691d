"""The name of a file says whom it enrols."""

from pathlib import PurePath

import pytest

from scripts.watch.names import enrolled_name, fitting, visible


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("name_Ada.jpg", "Ada"),
        ("name_Ada_Lovelace.jpg", "Ada Lovelace"),
        ("name_Ada_Lovelace_2.png", "Ada Lovelace"),
        ("name_Ada Lovelace (3).jpg", "Ada Lovelace"),
        ("name_Åsa_Öberg_12.jpg", "Åsa Öberg"),
        ("name_.jpg", ""),
        ("enrol/Ada Lovelace/1.jpg", "Ada Lovelace"),
        ("enrol/Ada_Lovelace/summer/by the sea.jpg", "Ada Lovelace"),
        ("enrol/Ada Lovelace_front.jpg", "Ada Lovelace"),
        ("enrol/Ada_Lovelace_2.jpg", "Ada Lovelace"),
        ("enrol/Ada.jpg", "Ada"),
        ("enrol/name_Ada_Lovelace_2.jpg", "Ada Lovelace"),
        ("enrol/Ada/name_Grace.jpg", "Ada"),
    ],
)
def test_pictures_of_a_person_by_name_are_enrolled(place: str, name: str) -> None:
    assert enrolled_name(PurePath(place), "name_") == name


@pytest.mark.parametrize("place", ["door.jpg", "my_name_Ada.jpg", "Name_Ada.jpg", "enrol.jpg"])
def test_other_pictures_are_recognised(place: str) -> None:
    assert enrolled_name(PurePath(place), "name_") is None


def test_what_enrolments_begin_with_can_be_chosen() -> None:
    assert enrolled_name(PurePath("person-Ada_2.jpg"), "person-") == "Ada"
    assert enrolled_name(PurePath("name_Ada.jpg"), "person-") is None


def test_a_name_of_broken_bytes_or_control_characters_can_be_printed_and_sent() -> None:
    shown = visible("a\udcff\n\x1b[31m.jpg")

    assert shown.isprintable()
    assert shown.encode().endswith(b"[31m.jpg")


def test_long_names_are_cut_between_letters_and_keep_their_endings() -> None:
    fitted = fitting(PurePath(f"enrol/{'ö' * 127}/{'é' * 125}.jpeg"), "-12345678")

    assert all(len(part.encode()) < 255 for part in fitted.parts)
    assert fitted.name.endswith("é-12345678.jpeg")
    assert fitting(PurePath("enrol/Ada/a.b.jpg")) == PurePath("enrol/Ada/a.b.jpg")
