"""With a fixed fleet, no mishaps and exponential times the simulator must agree with M/M/c."""

from collections.abc import Sequence
from math import factorial

import numpy as np
import pytest

from controller.simulator.physics import Physics
from controller.simulator.run import Run
from controller.simulator.scaler import Order, SetDesired, View
from controller.simulator.simulate import simulate
from controller.simulator.workload import Workload

SERVICE = 0.5
WARM_UP = 300.0  #: all machines are ready long before
SPAN = 1_500.0
SEEDS = range(30)


class Standing:
    """A fleet of one size, until all is over."""

    tick_seconds = 10.0

    def __init__(self, machines: int, until: float) -> None:
        self._machines = machines
        self._until = until

    def look(self, view: View) -> Sequence[Order]:
        wanted = self._machines if view.now < self._until else 0
        return [SetDesired(wanted)] if view.desired != wanted else []


def erlang_c(servers: int, load: float) -> float:
    """Return the probability that an arrival waits; `load` in Erlang."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


def poisson_and_exponential(rate: float, seed: int) -> Workload:
    random = np.random.default_rng(seed)
    arrivals = WARM_UP + np.cumsum(random.exponential(1 / rate, int(rate * SPAN)))
    return Workload(
        name="M/M/c",
        arrivals=arrivals,
        duration_seconds=float(arrivals[-1]) + 1,
        service_factors=random.exponential(1.0, len(arrivals)),
    )


def runs(machines: int, rate: float, *, slots: int = 1) -> list[Run]:
    physics = Physics.quiet(slots=slots, service_seconds=SERVICE, service_cv=0.0)
    workloads = [poisson_and_exponential(rate, seed) for seed in SEEDS]
    return [
        simulate(workload, Standing(machines, workload.duration_seconds + 60), physics, seed)
        for seed, workload in zip(SEEDS, workloads, strict=True)
    ]


def assert_within_confidence(samples: list[float], expected: float) -> None:
    """Compare the mean of one figure per seed with theory, four standard errors wide."""
    error = float(np.std(samples, ddof=1)) / len(samples) ** 0.5
    assert abs(float(np.mean(samples)) - expected) < 4 * error
    assert error < 0.1 * expected, "too few samples to say anything"


@pytest.mark.parametrize(("servers", "rate"), [(1, 1.0), (3, 4.5), (8, 13.6)])
def test_images_wait_as_often_and_as_long_as_erlang_says(servers: int, rate: float) -> None:
    load = rate * SERVICE
    waiting = erlang_c(servers, load)

    trials = runs(servers, rate)

    assert_within_confidence([float(np.mean(trial.waits > 1e-9)) for trial in trials], waiting)
    mean_wait = waiting * SERVICE / (servers - load)
    assert_within_confidence([float(np.mean(trial.waits)) for trial in trials], mean_wait)


def test_the_queue_is_as_long_as_little_says() -> None:
    rate = 4.5
    ratios = []

    for trial in runs(3, rate):
        line = trial.timeline
        during = (line.seconds > WARM_UP) & (line.seconds < WARM_UP + SPAN)
        waiting = float(np.sum(line.queue[during])) * (line.seconds[1] - line.seconds[0])
        ratios.append(waiting / float(np.sum(trial.waits)))

    # L = λW, both sides times the span: the image-seconds in the queue, sampled and added up
    assert_within_confidence(ratios, 1.0)


def test_several_slots_of_a_machine_serve_as_so_many_servers() -> None:
    rate = 4.5

    trials = runs(1, rate, slots=3)

    waiting = erlang_c(3, rate * SERVICE)
    assert_within_confidence([float(np.mean(trial.waits > 1e-9)) for trial in trials], waiting)
