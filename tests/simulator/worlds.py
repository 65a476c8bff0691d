"""Small worlds: workloads that say when, and rules that do as they are told."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from controller.observation import Observation
from controller.simulator.physics import Physics
from controller.simulator.run import Run
from controller.simulator.scaler import Launch, Order, View
from controller.simulator.simulate import simulate
from controller.simulator.workload import Workload
from controller.simulator.world import World


class Told:
    """A rule that gives these orders, each list at the first look at or after its second."""

    tick_seconds = 1.0

    def __init__(self, orders: Mapping[float, Sequence[Order]]) -> None:
        self._orders = dict(orders)
        self.seen: list[Observation] = []

    def look(self, view: View) -> Sequence[Order]:
        self.seen.append(view.observation())
        due = [second for second in self._orders if second <= view.now]
        return [order for second in sorted(due) for order in self._orders.pop(second)]


class Asked:
    """A rule that is a function."""

    tick_seconds = 1.0

    def __init__(self, look: Callable[[View], Sequence[Order]]) -> None:
        self.look = look


def images(*arrivals: float, duration: float | None = None) -> Workload:
    """Return one image at each of these seconds."""
    last = max(arrivals, default=0.0)
    return Workload(
        name="few", arrivals=np.array(arrivals, dtype=np.float64), duration_seconds=duration or last + 1
    )


def many(rate: float, seconds: float, seed: int = 0) -> Workload:
    """Return a Poisson stream."""
    random = np.random.default_rng(seed)
    arrivals = np.sort(random.uniform(0, seconds, random.poisson(rate * seconds)))
    return Workload(name="many", arrivals=arrivals, duration_seconds=seconds)


def run(workload: Workload, orders: Mapping[float, Sequence[Order]], physics: Physics, seed: int = 1) -> Run:
    """Run one world under orders."""
    return simulate(workload, Told(orders), physics, seed)


def lived(workload: Workload, rule: Told | Asked, physics: Physics, seed: int = 1) -> World:
    """Return the world itself after its run."""
    world = World(workload, rule, physics, seed)
    world.run()
    return world


ONE = {0.0: [Launch(1)]}
