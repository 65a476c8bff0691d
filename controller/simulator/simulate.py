"""The simulator's front door: one workload, one rule, one seed."""

from controller.simulator.invariants import check
from controller.simulator.physics import Physics
from controller.simulator.reckoning import reckoned
from controller.simulator.run import Run
from controller.simulator.scaler import Scaler
from controller.simulator.workload import Workload
from controller.simulator.world import World


def simulate(workload: Workload, scaler: Scaler, physics: Physics, seed: int) -> Run:
    """Run until all is done and no machine is left, or until an hour after the workload's end.

    The same seed means the same service times, machines and mishaps for every rule. Raises BrokenInvariant.
    """
    world = World(workload, scaler, physics, seed)
    world.run()
    run = reckoned(world)
    check(world.line, run, physics)
    return run
