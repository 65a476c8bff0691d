"""Adds up what a run came to."""

import numpy as np

from controller.simulator.line import Line
from controller.simulator.machine import Machine
from controller.simulator.physics import Physics
from controller.simulator.run import Run
from controller.simulator.world import World

_SHORT_SECONDS = 60.0


def reckoned(world: World) -> Run:
    """Return a finished run's figures."""
    line, machines = world.line, world.line.machines
    answered_at = np.array(line.answered_at)
    answered = np.isfinite(answered_at)
    latencies = (answered_at - world.workload.arrivals)[answered]
    dead = len(line.troubles.dead)
    return Run(
        waits=np.maximum(latencies - np.array(line.service)[answered], 0.0),
        latencies=latencies,
        dead_lettered=dead,
        unanswered=int(np.sum(~answered)) - dead,
        lost=_lost(world.line),
        billed_instance_seconds=sum(billed_seconds(each, world.ended_at, world.physics) for each in machines),
        launches=len(machines),
        short_launches=sum(each.work_seconds < _SHORT_SECONDS for each in machines),
        reversals=world.obeying.reversals,
        busy_kills=world.group.busy_kills,
        duplicated_work_seconds=line.troubles.duplicated_seconds,
        wasted_work_seconds=line.troubles.wasted_seconds,
        seconds_at_zero=world.horizon - _seconds_with_machines(world),
        horizon_seconds=world.horizon,
        ended_at_zero=world.ended_at < world.horizon,
        ended_at=world.ended_at,
        timeline=world.samples.timeline(),
    )


def _lost(line: Line) -> int:
    """Return how many images came and are neither over nor in the queue nor held."""
    somewhere = {image for _, image, _ in line.due} | set(line.visible) | set(+line.troubles.returning)
    unanswered = {image for image in range(line.arrived) if line.answered_at[image] == float("inf")}
    return len(unanswered - line.troubles.dead - somewhere)


def billed_seconds(machine: Machine, ended_at: float, physics: Physics) -> float:
    """Return what a machine is billed: from running to its termination, and the minimum at least."""
    if machine.running_at is None:
        return 0.0
    until = ended_at if machine.ended_at is None else machine.ended_at
    return max(physics.billing_minimum, until - machine.running_at)


def _seconds_with_machines(world: World) -> float:
    return float(sum(sample.machines > 0 for sample in world.samples.all))
