"""The verdict on a face, from the distances to the nearest people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.matching import MOST_PEOPLE, Neighbour, Thresholds, judge
from pipeline.outcomes import Verdict

THRESHOLDS = Thresholds(known=0.4, unsure=0.5)


def near(*distances: float) -> list[Neighbour]:
    return [Neighbour(person_id=f"p{number}", distance=each) for number, each in enumerate(distances)]


@pytest.mark.parametrize(
    ("distance", "own_known", "verdict"),
    [
        (0.40, None, Verdict.KNOWN),
        (0.41, None, Verdict.UNSURE),
        (0.50, None, Verdict.UNSURE),
        (0.51, None, Verdict.UNKNOWN),
        (0.35, 0.3, Verdict.UNSURE),  # a stricter client
        (0.70, 0.8, Verdict.KNOWN),  # a laxer one
        (0.90, 0.8, Verdict.UNKNOWN),
    ],
)
def test_the_verdict_follows_the_thresholds(
    distance: float, own_known: float | None, verdict: Verdict
) -> None:
    assert judge(near(distance), THRESHOLDS, own_known).verdict is verdict


def test_the_more_people_there_are_the_nearer_a_face_must_be() -> None:
    thresholds = Thresholds(known=0.4, unsure=0.5, per_doubling=0.01)

    assert thresholds.among(0) == thresholds.among(1)
    assert thresholds.among(1).known == 0.4
    assert thresholds.among(8).known == pytest.approx(0.37)
    assert thresholds.among(8).unsure == pytest.approx(0.47)
    assert thresholds.among(10**6) == thresholds.among(MOST_PEOPLE)


def test_nobody_is_known_in_an_empty_gallery() -> None:
    match = judge([], THRESHOLDS)

    assert (match.verdict, match.person_id, match.distance) == (Verdict.UNKNOWN, None, None)


def test_a_stranger_has_no_person_but_the_nearest_people_as_alternatives() -> None:
    match = judge(near(0.6, 0.7, 0.8, 0.9), THRESHOLDS)

    assert (match.person_id, match.distance) == (None, 0.6)
    assert [each.person_id for each in match.alternatives] == ["p0", "p1", "p2"]


def test_a_known_person_is_not_their_own_alternative() -> None:
    match = judge(near(0.1, 0.7, 0.8, 0.9), THRESHOLDS)

    assert match.person_id == "p0"
    assert [each.person_id for each in match.alternatives] == ["p1", "p2", "p3"]


def test_similarity_says_the_thresholds_in_the_same_words_for_every_pack() -> None:
    assert (THRESHOLDS.similarity(0.4), THRESHOLDS.similarity(0.5)) == (80.0, 50.0)


@given(st.floats(0, 2), st.floats(0, 2))
def test_similarity_never_rises_with_distance(one: float, other: float) -> None:
    nearer, farther = sorted((one, other))

    assert 100 >= THRESHOLDS.similarity(nearer) >= THRESHOLDS.similarity(farther) >= 0
