"""How near strangers come to a person."""

import math

import numpy as np
import pytest

from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.matching.people import people_of
from benchmarks.matching.strangers import EDGES, strangers
from benchmarks.matching.verification_distance import verification_distance
from tests.benchmarks.matching.made_people import made_people


def at_degrees(**degrees: float) -> EmbeddedPictures:
    """Return embeddings that point so; `ada_1` is a picture of ada."""
    angles = np.radians(list(degrees.values()))
    embeddings = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return EmbeddedPictures(
        names=tuple(f"{name.partition('_')[0]}/{name}" for name in degrees), embeddings=embeddings
    )


def chord(degrees: float) -> float:
    return 2 * math.sin(math.radians(degrees) / 2)


def test_pictures_without_a_face_are_left_out_and_so_are_people_with_no_others() -> None:
    people = people_of(at_degrees(ada_1=0, ada_2=math.nan, ben_1=math.nan))

    assert [(person.name, person.pictures) for person in people] == [("ada", ("ada/ada_1",))]


def test_everybody_meets_everybody_else_and_never_themselves() -> None:
    people = people_of(at_degrees(ada_1=0, ben_1=60, cem_1=180))

    within = strangers(people, people, 1, np.random.default_rng(0)).within

    shares = {angle: within[np.searchsorted(EDGES, chord(angle))] for angle in (59, 61, 119, 121)}
    assert shares == {
        angle: pytest.approx(places / 3) for angle, places in {59: 0, 61: 1, 119: 1, 121: 2}.items()
    }


def test_everybody_counts_alike_however_many_their_pictures() -> None:
    crowd = {f"ada_{number}": 0 for number in range(9)}
    people = people_of(at_degrees(**crowd, ben_1=60, cem_1=180))

    apart = strangers(people, people, 1, np.random.default_rng(0))

    assert apart.distance_at(0.3) == pytest.approx(chord(60), abs=0.001)


def test_who_is_enrolled_with_several_faces_is_compared_by_the_direction_of_their_mean() -> None:
    enrolled, probes = people_of(at_degrees(ada_1=-30, ada_2=30)), people_of(at_degrees(ben_1=90))

    by_both = strangers(probes, enrolled, 2, np.random.default_rng(0))

    assert by_both.distance_at(0.5) == pytest.approx(chord(90), abs=0.001)


def test_the_verification_distance_lies_between_one_person_and_two() -> None:
    people = made_people(60, 4)
    rng = np.random.default_rng(0)
    apart = strangers(people, people, 1, rng)

    distance = verification_distance(people, apart, frozenset())

    genuine = np.concatenate([np.linalg.norm(each.units[1:] - each.units[0], axis=1) for each in people])
    assert genuine.max() < distance < apart.distance_at(0.001)


def test_pairs_left_out_do_not_move_the_verification_distance() -> None:
    far = at_degrees(ada_1=0, ada_2=5, ada_3=60, ben_1=120, ben_2=125, cem_1=240, cem_2=245)
    people = people_of(far)
    apart = strangers(people, people, 1, np.random.default_rng(0))
    left_out = {frozenset((f"ada/ada_{number}", "ada/ada_3")) for number in (1, 2)}

    with_all = verification_distance(people, apart, frozenset())
    without = verification_distance(people, apart, left_out)

    assert chord(5) < without < chord(50) < with_all
