"""What the law is published with holds for the law as it is: few seeds of the contest, the same each time."""

import numpy as np
import pytest

from controller.simulator.contest import Bout, Source, play
from controller.simulator.draws import service_seconds
from controller.simulator.entrants import BASELINES, OURS
from controller.simulator.results import Results
from controller.simulator.workloads import NAMES

SEEDS = (1, 2)
DAY = Source("diurnal")  #: takes others too long for a unit test, and costs them several times as much


@pytest.mark.parametrize("name", [name for name in NAMES if name != DAY.name])
def test_no_rule_is_faster_and_cheaper_nobody_busy_is_ended_and_all_are_gone_at_the_end(name: str) -> None:
    rules = (OURS, *BASELINES)
    outcomes = {(name, rule): [play(Bout(Source(name), rule, seed)) for seed in SEEDS] for rule in rules}
    ours = outcomes[name, OURS]

    assert Results(outcomes=outcomes, bounds={}).violations() == []
    assert [each.busy_kills for each in ours] == [0, 0]
    assert [each.ended_at_zero for each in ours] == [1, 1]


def test_a_day_costs_at_most_a_third_more_than_its_work_and_waits_little() -> None:
    ours = [play(Bout(DAY, OURS, seed)) for seed in SEEDS]
    work = [service_seconds(DAY.drawn(seed), DAY.world, seed).sum() / DAY.world.slots for seed in SEEDS]

    assert np.mean([each.billed_instance_s for each in ours]) < 4 / 3 * np.mean(work)
    assert max(each.p95_wait_s for each in ours) < 15
    assert [each.busy_kills for each in ours] == [0, 0]
    assert [each.ended_at_zero for each in ours] == [1, 1]
