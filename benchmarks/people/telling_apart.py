"""Crowds of strangers, each arriving in several orders."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from app_tier.calibration import Calibration
from benchmarks.faces.findings import Findings, per_cent
from benchmarks.matching.people import Person
from benchmarks.people.arrivals import PEOPLE, Sorted, arrived, crowd

CROWDS, ORDERS = 12, 5


def telling_apart(people: Sequence[Person], calibration: Calibration, rng: np.random.Generator) -> Findings:
    """Draw crowds and let each arrive several times. Raises DataMissing."""
    linking = calibration.linking(PEOPLE)
    crowds = [crowd(people, rng) for _ in range(CROWDS)]
    outcomes = [
        [arrived(each, linking, rng.permutation(len(each.who))) for _ in range(ORDERS)] for each in crowds
    ]
    everything = [outcome for orders in outcomes for outcome in orders]
    return Findings(
        figures={
            "cluster_purity": per_cent(float(np.mean([each.purity for each in everything]))),
            "cluster_pair_recall": per_cent(float(np.mean([each.pair_recall for each in everything]))),
        },
        details={
            "crowd": {
                "people": len(np.unique(crowds[0].who)),
                "pictures": len(crowds[0].who),
                "linking": asdict(linking),
            },
            "by_arrival_order": [_row(orders) for orders in outcomes],
        },
    )


def _row(orders: Sequence[Sorted]) -> dict[str, list[float]]:
    return {
        "purity": [per_cent(each.purity) for each in orders],
        "pair_recall": [per_cent(each.pair_recall) for each in orders],
        "strangers": [each.strangers for each in orders],
    }
