"""Sorting all strangers' faces anew."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from pipeline.results import Linking
from tests.web_tier.strangers.faces import at, chord, crowd
from web_tier.strangers import reclustering
from web_tier.strangers.placing import Cluster, place, together
from web_tier.strangers.reclustering import StrangerFace, recluster

LINKING = Linking(distance=chord(10), handicap=0)


def seen(name: str, degrees: float, person: str, quality: float = 1.0) -> StrangerFace:
    return StrangerFace(face_id=name, person_id=person, unit=at(degrees), quality=quality)


def new_ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def sorted_anew(faces: Sequence[StrangerFace], apart: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    return recluster(faces, apart, LINKING, new_ids())


def test_nobody_is_nobody() -> None:
    assert sorted_anew([]) == {}


def test_faces_that_lie_together_become_one_person_who_keeps_the_id_of_most_of_them() -> None:
    faces = [seen("1", 0, "ada"), seen("2", 2, "ada"), seen("3", 4, "ben"), seen("4", 90, "cem")]

    assert sorted_anew(faces) == {"1": "ada", "2": "ada", "3": "ada", "4": "cem"}


def test_one_who_was_two_stays_where_most_of_the_faces_are_and_the_other_is_new() -> None:
    faces = [seen("1", 0, "ada"), seen("2", 2, "ada"), seen("3", 90, "ada")]

    assert sorted_anew(faces) == {"1": "ada", "2": "ada", "3": "new1"}


def test_the_worst_seen_face_may_still_show_that_two_are_one() -> None:
    chain = [seen("left", -6, "x", 0.9), seen("right", 6, "y", 0.8), seen("between", 0, "z", 0.1)]

    assert len(set(sorted_anew(chain[:2]).values())) == 2
    assert len(set(sorted_anew(chain).values())) == 1


def test_the_best_seen_come_first_in_whatever_order_they_are_given() -> None:
    chain = [seen(f"{number}", 6.0 * number, f"{number}", 1 / number) for number in range(1, 8)]

    whose = sorted_anew(chain)

    assert 1 < len(set(whose.values())) < 7
    assert sorted_anew(chain[::-1]) == whose


def test_a_pinned_face_stays_whose_it_is_and_draws_in_those_like_it() -> None:
    faces = [
        replace(seen("1", 0, "ada"), pinned=True),
        replace(seen("2", 30, "ada"), pinned=True),
        seen("3", 15, "ben"),
        seen("4", 17, "ben"),
    ]

    assert set(sorted_anew(faces).values()) == {"ada"}


def test_two_people_with_pinned_faces_never_become_one() -> None:
    faces = [
        replace(seen("1", 0, "ada"), pinned=True),
        replace(seen("2", 2, "ben"), pinned=True),
        seen("3", 1, "cem"),
    ]

    whose = sorted_anew(faces)

    assert (whose["1"], whose["2"]) == ("ada", "ben")
    assert whose["3"] in {"ada", "ben"}


def test_a_face_never_goes_to_whom_somebody_said_it_is_not() -> None:
    faces = [seen("1", 0, "ada", 0.9), seen("2", 1, "ada"), seen("3", 2, "ben", 0.5)]
    refusing = [*faces[:2], replace(faces[2], not_these=frozenset({"ada"}))]

    assert sorted_anew(faces)["3"] == "ada"
    assert sorted_anew(refusing)["3"] == "ben"


def test_people_who_were_told_apart_stay_apart_although_they_look_alike() -> None:
    faces = [seen(name, degrees, name[0]) for degrees, name in enumerate(["a1", "b1", "a2", "b2"])]

    assert len(set(sorted_anew(faces).values())) == 1
    for apart in [("a", "b")], [("b", "a")]:
        assert sorted_anew(faces, apart) == {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}


def test_who_was_told_apart_is_not_joined_by_way_of_a_third() -> None:
    faces = [
        seen("a1", 0, "a", 0.9),
        seen("b1", 40, "b", 0.8),
        seen("b2", 12, "b", 0.7),  # a new one's, since it is far from the best of each
        seen("a2", 6, "a", 0.6),  # between that one and a
    ]

    assert sorted_anew(faces)["b2"] == sorted_anew(faces)["a1"]
    whose = sorted_anew(faces, [("a", "b")])
    assert whose["b2"] != whose["a1"] == "a"


@pytest.mark.parametrize("block", [1, 7, 1000])
def test_in_blocks_faces_go_where_they_go_one_by_one(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reclustering, "BLOCK", block)
    linking = Linking(distance=0.6, handicap=0.05)
    units = crowd(30, 5, spread=0.12)
    faces = [
        StrangerFace(face_id=f"{number:03d}", person_id=f"{number:03d}", unit=unit, quality=1.0)
        for number, unit in enumerate(units)
    ]

    whose = recluster(faces, (), linking, new_ids())

    assert same_parts([whose[face.face_id] for face in faces], one_by_one(units, linking))
    assert 25 <= len(set(whose.values())) <= 60


def one_by_one(units: np.ndarray, linking: Linking) -> list[str]:
    """Return whose each face is, placed among everybody there is."""
    people: dict[str, Cluster] = {}
    whose: list[str] = []
    for number, unit in enumerate(units):
        new = Cluster(person_id=f"{number}", centre=unit, faces=1)
        placement = place(unit, _nearest_four(unit, people, linking), linking)
        joins = placement.joins or new.person_id
        people[joins] = together(people[joins], new) if placement.joins else new
        whose.append(joins)
        for merged in placement.merges:
            people[joins] = together(people[joins], people.pop(merged))
            whose = [joins if each == merged else each for each in whose]
    return whose


def _nearest_four(unit: np.ndarray, people: dict[str, Cluster], linking: Linking) -> list[Cluster]:
    def far(each: Cluster) -> float:
        return float(np.linalg.norm(each.centre - unit)) + linking.handicap * (1 - 1 / each.faces)

    return sorted(people.values(), key=far)[:4]


def same_parts(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether both divide alike, whatever the names."""
    pairs = set(zip(one, other, strict=True))
    return len(pairs) == len(set(one)) == len(set(other))
