"""Makes a model pack's calibration of pictures of many people."""

from collections.abc import Sequence

import numpy as np

from app_tier.calibration import Calibration
from benchmarks.faces.errors import DataMissing
from benchmarks.matching.people import Person, with_pictures
from benchmarks.matching.strangers import Strangers, strangers

#: Shares of strangers that a curve has points for, where there are people enough to show them.
SHARES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
#: Fewer pairs of people that come so near are chance.
FEWEST_PAIRS = 10
#: The handicap is measured on people with so many pictures, between one of them enrolled and so many,
FACES = 4
#: at these shares of strangers.
_HANDICAP_SHARES = (0.001, 0.003, 0.01, 0.03, 0.1)
#: Fewer people with so many pictures would make a handicap by chance, and fewer people in all no curve.
_FEWEST_WITH_FACES, _FEWEST = 10, 50


def calibrate(people: Sequence[Person], rng: np.random.Generator) -> Calibration:
    """Measure how near strangers come. Raises DataMissing where there are too few people or pictures."""
    _check(people)
    near_one_face = strangers(people, people, 1, rng)
    return Calibration(
        handicap=round(_handicap(people, rng), 3),
        curve=tuple(
            (share, round(near_one_face.distance_at(share), 4)) for share in shown_shares(len(people))
        ),
    )


def shown_shares(people: int) -> list[float]:
    """Return the shares of strangers that so many people can show."""
    pairs = people * (people - 1) / 2
    return [share for share in SHARES if share * pairs >= FEWEST_PAIRS]


def _check(people: Sequence[Person]) -> None:
    with_faces = len(with_pictures(people, FACES))
    if len(people) < _FEWEST or with_faces < _FEWEST_WITH_FACES:
        raise DataMissing(
            f"A calibration needs pictures of {_FEWEST} people, of {_FEWEST_WITH_FACES} of them {FACES};"
            f" there are {len(people)} and {with_faces}."
        )


def _handicap(people: Sequence[Person], rng: np.random.Generator) -> float:
    """Return how much nearer strangers come to the mean of very many faces than to one of them."""
    enrolled = with_pictures(people, FACES)
    one, several = (strangers(people, enrolled, faces, rng) for faces in (1, FACES))
    return _mean_difference(one, several) / (1 - 1 / FACES)


def _mean_difference(far: Strangers, near: Strangers) -> float:
    return float(np.mean([far.distance_at(share) - near.distance_at(share) for share in _HANDICAP_SHARES]))
