"""What has to change so that faces are whose they were found to be."""

from web_tier.reclustering.planning import Regrouping, plan


def test_where_nothing_changed_there_is_nothing_to_do() -> None:
    owners = {"1": "ada", "2": "ada", "3": "bob"}

    assert plan(owners, owners) == []


def test_a_face_moves_and_both_stay() -> None:
    before = {"1": "ada", "2": "ada", "3": "bob"}

    changes = plan(before, before | {"2": "bob"})

    assert changes == [Regrouping(into="bob", is_new=False, absorbs=(), faces=("2",))]


def test_somebody_of_whom_no_face_is_left_is_absorbed() -> None:
    before = {"1": "ada", "2": "bob", "3": "bob"}

    changes = plan(before, dict.fromkeys(before, "ada"))

    assert changes == [Regrouping(into="ada", is_new=False, absorbs=("bob",), faces=("2", "3"))]


def test_who_is_scattered_is_absorbed_by_whom_most_of_their_faces_went_to() -> None:
    before = {"1": "ada", "2": "bob", "3": "eve", "4": "eve", "5": "eve"}

    changes = plan(before, before | {"3": "ada", "4": "bob", "5": "bob"})

    assert changes == [
        Regrouping(into="ada", is_new=False, absorbs=(), faces=("3",)),
        Regrouping(into="bob", is_new=False, absorbs=("eve",), faces=("4", "5")),
    ]


def test_of_equals_the_lesser_id_absorbs() -> None:
    before = {"1": "ada", "2": "bob", "3": "eve", "4": "eve"}

    changes = plan(before, before | {"3": "bob", "4": "ada"})

    assert [(change.into, change.absorbs) for change in changes] == [("ada", ("eve",)), ("bob", ())]


def test_faces_split_off_are_somebody_new() -> None:
    before = {"1": "ada", "2": "ada", "3": "ada"}

    changes = plan(before, before | {"2": "new", "3": "new"})

    assert changes == [Regrouping(into="new", is_new=True, absorbs=(), faces=("2", "3"))]
