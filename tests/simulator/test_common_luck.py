"""The same seed is the same luck: for a second run, and for another rule."""

import numpy as np

from controller.simulator.draws import Fates
from controller.simulator.physics import Physics
from controller.simulator.run import Run
from controller.simulator.scaler import Launch
from tests.simulator.worlds import Told, lived, many, run


def figures(came: Run) -> tuple[float, ...]:
    return (
        came.billed_instance_seconds,
        float(np.sum(came.waits)),
        came.launches,
        came.duplicated_work_seconds,
    )


def test_the_same_seed_gives_the_same_run() -> None:
    orders = {0.0: [Launch(3)], 60.0: [Launch(3)]}

    first, second = (run(many(5.0, 600.0), orders, Physics(crashes=5.0), seed=7) for _ in range(2))

    assert figures(first) == figures(second)
    assert np.array_equal(first.latencies, second.latencies)


def test_another_seed_gives_another_run() -> None:
    first, second = (run(many(5.0, 600.0), {0.0: [Launch(3)]}, Physics(), seed) for seed in (7, 8))

    assert figures(first) != figures(second)


def test_two_rules_meet_the_same_images_and_the_same_machines() -> None:
    workload, physics = many(5.0, 600.0), Physics(spot_kills=5.0)

    few = lived(workload, Told({0.0: [Launch(2)]}), physics, seed=3)
    more = lived(workload, Told({5.0: [Launch(4)], 90.0: [Launch(2)]}), physics, seed=3)

    assert few.line.service == more.line.service
    assert [each.fate for each in few.line.machines[:2]] == [each.fate for each in more.line.machines[:2]]


def test_launch_to_ready_takes_45_seconds_mostly_and_90_rarely() -> None:
    fates = Fates(Physics(), seed=1)
    boots = [each.api + each.pending + each.boot for each in (fates[index] for index in range(4000))]

    assert 43 < np.percentile(boots, 50) < 47
    assert 85 < np.percentile(boots, 95) < 96
