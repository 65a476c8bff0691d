"""People who do not exist: they lie to each other as real ones do."""

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.search.crowd import Crowd, crowd_like, made_crowd, parts, templates
from pipeline.gallery import Units


def distances(ones: Units, others: Units) -> NDArray[np.float32]:
    between: NDArray[np.float32] = np.linalg.norm(ones - others, axis=1)
    return between


def of_two_people(crowd: Crowd) -> list[float]:
    """Return the 5th and the 50th percentile of distances between two people's pictures."""
    rng = np.random.default_rng(1)
    one, other = (crowd.pictures(crowd.people(4000, rng), rng) for _ in range(2))
    return [float(each) for each in np.percentile(distances(one, other), [5, 50])]


def of_one_person(crowd: Crowd) -> list[float]:
    """Return the 50th and the 95th percentile of distances between two pictures of a person."""
    rng = np.random.default_rng(2)
    people = crowd.people(4000, rng)
    return [
        float(each)
        for each in np.percentile(
            distances(crowd.pictures(people, rng), crowd.pictures(people, rng)), [50, 95]
        )
    ]


def test_made_people_are_as_far_from_each_other_as_those_of_the_pack_dlib() -> None:
    crowd = made_crowd()

    assert of_two_people(crowd) == pytest.approx([0.47, 0.57], abs=0.03)
    assert of_one_person(crowd) == pytest.approx([0.30, 0.38], abs=0.03)


def test_people_like_others_lie_to_each_other_as_those_do() -> None:
    crowd, rng = made_crowd(), np.random.default_rng(3)
    centres = crowd.people(1500, rng)
    people = np.stack([crowd.pictures(centres, rng) for _ in range(4)], axis=1)

    alike = crowd_like(list(people))

    assert of_two_people(alike) == pytest.approx(of_two_people(crowd), abs=0.03)
    assert of_one_person(alike) == pytest.approx(of_one_person(crowd), abs=0.03)


def test_where_nobody_has_two_pictures_all_pictures_of_a_person_are_alike() -> None:
    rng = np.random.default_rng(4)
    one_each = [face[None] for face in made_crowd().people(200, rng)]

    assert of_one_person(crowd_like(one_each)) == pytest.approx([0, 0], abs=1e-3)


def test_everybody_is_of_length_one_and_has_an_id_of_their_own() -> None:
    rng = np.random.default_rng(5)

    people = templates(made_crowd().people(500, rng), rng)

    assert np.linalg.norm(people.centres, axis=1) == pytest.approx(np.ones(500), abs=1e-6)
    assert len(np.unique(people.ids, axis=0)) == 500
    assert [len(part) for part in parts(people, 200)] == [200, 200, 100]
