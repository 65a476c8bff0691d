"""What is timed as clustering is clustering."""

import numpy as np

from benchmarks.search.clustering import Strangers
from benchmarks.search.crowd import made_crowd, templates
from pipeline.gallery import unpack_ids
from pipeline.results import Linking

LINKING = Linking(distance=0.4, handicap=0.04)


def test_a_face_joins_its_stranger_and_is_found_as_them() -> None:
    rng = np.random.default_rng(1)
    people = templates(made_crowd().people(20, rng), rng, strangers=True)
    strangers = Strangers(people, LINKING)
    (again,) = made_crowd().pictures(people.centres[7:8], rng)

    strangers.take_in(again, "f" * 32)

    nearest = strangers.candidates(again)[0]
    assert nearest.person_id == unpack_ids(people.ids)[7]
    assert nearest.faces == people.faces[7] + 1


def test_a_face_that_is_like_nobody_is_a_new_stranger() -> None:
    rng = np.random.default_rng(2)
    strangers = Strangers(templates(made_crowd().people(20, rng), rng, strangers=True), LINKING)
    opposite = -made_crowd().people(1, rng)[0]

    strangers.take_in(opposite, "f" * 32)

    nearest = strangers.candidates(opposite)[0]
    assert (nearest.person_id, nearest.faces) == ("f" * 32, 1)


def test_two_strangers_who_turn_out_to_be_one_are_one() -> None:
    rng = np.random.default_rng(3)
    people = templates(made_crowd().people(20, rng), rng, strangers=True)
    people.centres[4] = people.centres[3]
    strangers = Strangers(people, LINKING)

    strangers.take_in(people.centres[3], "f" * 32)

    nearest, second, *_ = strangers.candidates(people.centres[3])
    assert nearest.faces == people.faces[3] + people.faces[4] + 1
    assert second.person_id not in unpack_ids(people.ids[3:5])
