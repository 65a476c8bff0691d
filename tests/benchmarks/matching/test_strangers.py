"""How near strangers come to a person."""

import math

import numpy as np
import pytest

from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.matching.people import Person, people_of
from benchmarks.matching.strangers import EDGES, strangers


def at_degrees(**degrees: float) -> list[Person]:
    """Return people whose pictures point so; `ada_1` is a picture of ada."""
    angles = np.radians(list(degrees.values()))
    embeddings = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    pictures = EmbeddedPictures(
        names=tuple(f"{name.partition('_')[0]}/{name}" for name in degrees), embeddings=embeddings
    )
    return people_of(pictures, pictures)


def chord(degrees: float) -> float:
    return 2 * math.sin(math.radians(degrees) / 2)


def test_pictures_without_a_face_are_left_out_and_so_are_people_with_no_others() -> None:
    people = at_degrees(ada_1=0, ada_2=math.nan, ben_1=math.nan)

    assert [(person.name, person.pictures) for person in people] == [("ada", ("ada/ada_1",))]


def test_everybody_meets_everybody_else_and_never_themselves() -> None:
    people = at_degrees(ada_1=0, ben_1=60, cem_1=180)

    within = strangers(people, people, 1, np.random.default_rng(0)).within

    shares = {angle: within[np.searchsorted(EDGES, chord(angle))] for angle in (59, 61, 119, 121)}
    assert shares == {
        angle: pytest.approx(places / 3) for angle, places in {59: 0, 61: 1, 119: 1, 121: 2}.items()
    }


def test_everybody_counts_alike_however_many_their_pictures() -> None:
    crowd = {f"ada_{number}": 0 for number in range(9)}
    people = at_degrees(**crowd, ben_1=60, cem_1=180)

    apart = strangers(people, people, 1, np.random.default_rng(0))

    assert apart.distance_at(0.3) == pytest.approx(chord(60), abs=0.001)


def test_who_is_enrolled_with_several_faces_is_compared_by_the_direction_of_their_mean() -> None:
    enrolled, probes = at_degrees(ada_1=-30, ada_2=30), at_degrees(ben_1=90)

    by_both = strangers(probes, enrolled, 2, np.random.default_rng(0))

    assert by_both.distance_at(0.5) == pytest.approx(chord(90), abs=0.001)
