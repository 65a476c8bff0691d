"""Strangers who arrive one by one, and how well they are told apart."""

import numpy as np
import pytest

from app_tier.calibration import Calibration
from benchmarks.faces.errors import DataMissing
from benchmarks.people.arrivals import Crowd, arrived, crowd
from benchmarks.people.telling_apart import CROWDS, ORDERS, telling_apart
from pipeline.results import Linking
from tests.benchmarks.matching.made_people import made_people


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def pictures(*angles: float, who: list[int]) -> Crowd:
    units = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return Crowd(units=units, who=np.array(who))


def test_a_crowd_has_as_many_pictures_of_each_as_they_all_can_give(rng: np.random.Generator) -> None:
    many, few = made_people(20, 9)[:10], made_people(20, 5)[10:]

    drawn = crowd([*many, *few, *made_people(30, 3)[20:]], rng)

    counts = np.bincount(drawn.who)
    assert sorted(counts.tolist()) == [5] * 10 + [9] * 10


def test_no_more_than_forty_people_and_three_hundred_pictures_arrive(rng: np.random.Generator) -> None:
    drawn = crowd(made_people(60, 9), rng)

    assert sorted(set(np.bincount(drawn.who).tolist())) == [7, 8]
    assert (len(np.unique(drawn.who)), len(drawn.units)) == (40, 300)


def test_a_crowd_takes_people_with_several_pictures(rng: np.random.Generator) -> None:
    with pytest.raises(DataMissing, match="4 or more"):
        crowd(made_people(5, 3), rng)


@pytest.mark.parametrize(
    ("distance", "purity", "recall", "strangers"),
    [
        (0.001, 1, 0, 5),  # everybody is somebody new
        (0.2, 1, 1, 2),
        (1.9, 0.6, 1, 1),  # all are one
    ],
)
def test_too_near_splits_people_and_too_far_mixes_them(
    distance: float, purity: float, recall: float, strangers: int
) -> None:
    two = pictures(0, 0.05, 0.1, 1.5, 1.55, who=[0, 0, 0, 1, 1])

    told = arrived(two, Linking(distance=distance, handicap=0), np.arange(5))

    assert (told.purity, told.pair_recall, told.strangers) == (purity, recall, strangers)


def test_the_order_of_arrival_is_the_one_asked_for() -> None:
    chain = pictures(0, 0.18, 0.27, who=[0, 0, 0])
    linking = Linking(distance=0.2, handicap=0)

    orders = {order: arrived(chain, linking, np.array(order)).strangers for order in ((0, 1, 2), (2, 1, 0))}

    assert orders == {(0, 1, 2): 1, (2, 1, 0): 2}


def test_every_crowd_arrives_in_several_orders(rng: np.random.Generator) -> None:
    near = Calibration(handicap=0.03, curve=((0.001, 0.1), (0.1, 0.3)))

    findings = telling_apart(made_people(30, 5, spread=0.05), near, rng)

    rows = findings.details["by_arrival_order"]
    assert (len(rows), {len(row["purity"]) for row in rows}) == (CROWDS, {ORDERS})
    assert findings.figures["cluster_purity"] == 100
    assert 0 < findings.figures["cluster_pair_recall"] <= 100
