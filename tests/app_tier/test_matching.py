"""The verdict on a face, from the distances to the nearest people."""

import pytest

from app_tier.calibration import Calibration
from app_tier.matching import LEAST_MARGIN, Neighbour, judge, judge_pair
from pipeline.messages import Preset
from pipeline.outcomes import Verdict

#: Known up to 0.4, unsure up to 0.5; with the strictest preset up to 0.3 and 0.4.
CALIBRATION = Calibration(handicap=0.1, curve=((0.01, 0.4), (0.1, 0.5)))
SCALE = CALIBRATION.among(1)


def near(*distances: float, handicap: float = 0) -> list[Neighbour]:
    return [
        Neighbour(person_id=f"p{number}", distance=each, handicapped=each + handicap)
        for number, each in enumerate(distances)
    ]


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
def test_the_verdict_follows_the_scale(distance: float, own_known: float | None, verdict: Verdict) -> None:
    assert judge(near(distance), SCALE, own_known).verdict is verdict


def test_of_a_handicapped_person_the_verdict_is_stricter_but_the_distance_said_as_it_is() -> None:
    match = judge(near(0.38, handicap=0.05), SCALE)

    assert (match.verdict, match.distance) == (Verdict.UNSURE, 0.38)
    assert match.similarity == SCALE.similarity(0.43)
    assert match.false_match_rate == SCALE.false_match_rate(0.43)


def test_a_clients_own_distance_is_the_plain_one() -> None:
    assert judge(near(0.38, handicap=0.05), SCALE, 0.38).verdict is Verdict.KNOWN


def test_a_match_says_how_likely_a_stranger_is_so_near() -> None:
    assert judge(near(0.4), SCALE).false_match_rate == 0.01


def test_nobody_is_known_in_an_empty_gallery() -> None:
    match = judge([], SCALE)

    assert (match.verdict, match.person_id, match.distance) == (Verdict.UNKNOWN, None, None)
    assert match.false_match_rate is None


def test_a_stranger_has_no_person_but_the_nearest_people_as_alternatives() -> None:
    match = judge(near(0.6, 0.7, 0.8, 0.9), SCALE)

    assert (match.person_id, match.distance) == (None, 0.6)
    assert [each.person_id for each in match.alternatives] == ["p0", "p1", "p2"]


def test_a_known_person_is_not_their_own_alternative() -> None:
    match = judge(near(0.1, 0.7, 0.8, 0.9), SCALE)

    assert match.person_id == "p0"
    assert [each.person_id for each in match.alternatives] == ["p1", "p2", "p3"]


def test_the_margin_is_how_much_farther_the_second_person_is() -> None:
    assert judge(near(0.35, 0.47, 0.9), SCALE).margin == 0.12
    assert judge(near(0.35), SCALE).margin is None


@pytest.mark.parametrize(
    ("distances", "verdict"),
    [
        ((0.38, 0.38 + LEAST_MARGIN / 2), Verdict.UNSURE),  # like two people: who knows?
        ((0.38, 0.38 + LEAST_MARGIN * 2), Verdict.KNOWN),
        ((0.29, 0.29), Verdict.KNOWN),  # one person, enrolled twice
        ((0.45, 0.46), Verdict.UNSURE),
    ],
)
def test_a_face_that_is_about_as_near_to_a_second_person_is_known_only_if_it_is_very_near(
    distances: tuple[float, ...], verdict: Verdict
) -> None:
    match = judge(near(*distances), SCALE)

    assert (match.verdict, match.person_id) == (verdict, "p0")


def test_a_clients_own_distance_asks_for_no_margin() -> None:
    assert judge(near(0.38, 0.38), SCALE, 0.4).verdict is Verdict.KNOWN


@pytest.mark.parametrize(
    ("preset", "verdict"),
    [
        (Preset.STRICT, Verdict.UNSURE),
        (Preset.BALANCED, Verdict.KNOWN),
        (Preset.LENIENT, Verdict.KNOWN),
    ],
)
def test_two_faces_are_compared_as_in_a_gallery_of_one(preset: Preset, verdict: Verdict) -> None:
    assert judge_pair(0.4, CALIBRATION, preset) == (verdict, 0.01, 80.0)


def test_two_faces_far_apart_are_two_people() -> None:
    assert judge_pair(0.8, CALIBRATION, Preset.LENIENT)[0] is Verdict.UNKNOWN
