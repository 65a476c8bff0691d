"""The bound is below every run, and where a case can be reckoned by hand it is near to that."""

from itertools import pairwise

import numpy as np
import pytest

from controller.simulator import workloads
from controller.simulator.bound import Terms, least_billed_seconds
from controller.simulator.bound_demand import excusable
from controller.simulator.entrants import ENTRANTS
from controller.simulator.hull import lines_below
from controller.simulator.least import least
from controller.simulator.outcome import outcome
from controller.simulator.physics import Physics
from controller.simulator.simulate import simulate
from controller.simulator.workload import Workload

TERMS = Terms(slots=2, billing_minimum=60.0, boots=np.full(100, 30.0), tail=0.0)


def bound(
    arrivals: list[float],
    work: float,
    wait: float,
    *,
    bin_seconds: float = 10.0,
    terms: Terms = TERMS,
) -> float:
    times = np.array(arrivals, dtype=np.float64)
    seconds = np.full(len(times), work)
    return least_billed_seconds(times, seconds, wait, terms, bin_seconds=bin_seconds, time_limit=1.0)


def test_nothing_to_do_costs_nothing() -> None:
    assert bound([], 1.0, 5.0) == 0


def test_one_image_costs_the_minimum() -> None:
    assert bound([100.0], 0.3, 0.0) == pytest.approx(60)


def test_work_beyond_the_minimum_costs_its_boot_and_its_time() -> None:
    assert bound([0.0] * 100, 2.0, 200.0) == pytest.approx(30 + 100)


def test_work_that_must_begin_at_once_takes_as_many_machines_as_it_has_images_for_two_slots() -> None:
    at_once = bound([0.0] * 40, 20.0, 0.0, bin_seconds=5.0)

    # two of forty may be late; the other 38 hold 19 machines for 20 s beside 30 of boot: the minimum each
    assert 17 * 60 <= at_once <= 19 * 60 + 40


def test_two_bursts_far_apart_cost_two_launches_and_near_each_other_one() -> None:
    near, far = (bound([0.0] * 10 + [gap] * 10, 1.0, 10.0) for gap in (20.0, 1000.0))

    assert near == pytest.approx(60)
    assert far == pytest.approx(120)


def test_more_patience_never_costs_more() -> None:
    arrivals = np.sort(np.random.default_rng(0).uniform(0, 600, 400)).tolist()
    costs = [bound(arrivals, 3.0, wait) for wait in (0.0, 10.0, 60.0, 300.0)]

    assert all(later <= sooner * 1.01 for sooner, later in pairwise(costs))


def test_too_few_boots_for_the_price_are_refused() -> None:
    one = Terms(slots=2, billing_minimum=60.0, boots=np.array([30.0]), tail=0.0)

    with pytest.raises(ValueError, match="too few"):
        bound([0.0] * 100, 3.0, 200.0, terms=one)


@pytest.mark.parametrize("images", [1, 2, 19, 20, 21, 100, 101, 999])
def test_so_many_images_can_be_late_and_no_more(images: int) -> None:
    late = excusable(images)

    assert np.percentile([0.0] * (images - late) + [1.0] * late, 95) < 1
    assert np.percentile([0.0] * (images - late - 1) + [1.0] * (late + 1), 95) > 0


def test_the_hull_is_below_every_sum_and_touches_some() -> None:
    values = np.random.default_rng(1).lognormal(3, 1, 50)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    highest = np.max([slope * np.arange(51) + height for slope, height in lines_below(values)], axis=0)

    assert np.all(highest <= sums + 1e-9)
    assert highest[0] == 0
    assert highest[-1] == pytest.approx(sums[-1])


@pytest.mark.parametrize("scaler", ["ours", "per-message", "buildkite", "keda-hpa", "fixed-1", "fixed-5"])
@pytest.mark.parametrize("name", ["100-at-once", "bursts", "poison"])
def test_no_run_is_cheaper_than_the_bound_at_its_own_wait(name: str, scaler: str) -> None:
    physics, workload = Physics(), workloads.drawn(name, 5)
    run = outcome(simulate(workload, ENTRANTS[scaler].make(workload, physics), physics, 5))

    lowest = least(workload, physics, 5, run.p95_wait_s, time_limit=0.5)

    assert 0 < lowest.clairvoyant <= run.billed_instance_s


def test_burst_by_burst_every_burst_pays_its_boot_and_its_work_or_the_minimum() -> None:
    physics = Physics.quiet(service_cv=0.0)
    bursts = Workload(name="two", arrivals=np.repeat([0.0, 600.0], [10, 400]), duration_seconds=601.0)

    found = least(bursts, physics, 1, wait=60.0)

    assert found.burst_by_burst == pytest.approx(60 + (32.5 + 400 * 0.15))


def test_a_flow_is_no_burst() -> None:
    flow = Workload(name="flow", arrivals=np.arange(0.0, 200.0, 2.0), duration_seconds=200.0)

    assert least(flow, Physics.quiet(), 1, wait=60.0).burst_by_burst is None
