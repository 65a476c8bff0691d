"""Which stranger a face shows."""

import numpy as np
import pytest

from pipeline.results import Linking
from tests.web_tier.strangers.faces import at, chord, cluster
from web_tier.strangers.placing import Placement, place, together

#: Ten degrees, and no handicap.
LINKING = Linking(distance=chord(10), handicap=0)


def test_a_face_joins_the_nearest_stranger() -> None:
    assert place(at(0), [cluster("far", 9), cluster("near", -4)], LINKING).joins == "near"


def test_a_face_near_nobody_is_somebody_new() -> None:
    assert place(at(0), [cluster("ada", 11)], LINKING) == Placement(joins=None)
    assert place(at(0), [], LINKING) == Placement(joins=None)


def test_who_was_seen_often_has_to_be_nearer() -> None:
    handicapped = Linking(distance=chord(10), handicap=chord(10) - chord(7))

    assert place(at(0), [cluster("often", 8, faces=100)], handicapped).joins is None
    assert place(at(0), [cluster("often", 6, faces=100)], handicapped).joins == "often"
    assert place(at(0), [cluster("often", 6, faces=100), cluster("once", 8)], handicapped).joins == "once"


def test_a_face_never_joins_whom_somebody_said_it_is_not() -> None:
    candidates = [cluster("ada", 1), cluster("ben", -20)]

    assert place(at(0), candidates, LINKING, not_these={"ada"}).joins is None
    assert place(at(0), [*candidates, cluster("cem", 5)], LINKING, not_these={"ada"}).joins == "cem"


def test_a_face_between_two_strangers_shows_that_they_are_one() -> None:
    assert place(at(0), [cluster("ada", 6), cluster("ben", -6)], LINKING) == Placement(
        joins="ada", merges=("ben",)
    )


def test_each_merge_brings_the_next_one_nearer_or_not() -> None:
    candidates = [cluster("ada", 4), cluster("ben", -7), cluster("cem", -10), cluster("dan", -30)]

    assert place(at(0), candidates, LINKING) == Placement(joins="ada", merges=("ben", "cem"))


def test_who_was_told_apart_is_not_merged_whichever_way_it_was_said() -> None:
    candidates = [cluster("ada", 6), cluster("ben", -6)]

    for apart in [("ada", "ben")], [("ben", "ada")]:
        assert place(at(0), candidates, LINKING, apart) == Placement(joins="ada")


def test_who_was_told_apart_from_one_of_the_merged_is_not_merged_with_them_either() -> None:
    candidates = [cluster("ada", 4), cluster("ben", -4), cluster("cem", -6)]

    assert place(at(0), candidates, LINKING, [("cem", "ben")]) == Placement(joins="ada", merges=("ben",))


def test_somebody_whom_the_face_is_not_is_not_merged_with_whom_it_joins() -> None:
    candidates = [cluster("ada", 4), cluster("ben", -4)]

    assert place(at(0), candidates, LINKING, not_these={"ben"}) == Placement(joins="ada")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_equally_near_the_lesser_id_wins_in_any_order(order: tuple[int, int]) -> None:
    candidates = [cluster("ada", 5), cluster("ben", 5)]

    assert place(at(0), [candidates[place] for place in order], LINKING).joins == "ada"


def test_two_strangers_together_lie_between_them_nearer_to_who_was_seen_more() -> None:
    both = together(cluster("ada", 0, faces=3), cluster("ben", 8))

    assert (both.person_id, both.faces) == ("ada", 4)
    assert np.allclose(both.centre, at(2), atol=1e-3)
    assert np.linalg.norm(both.centre) == pytest.approx(1)
