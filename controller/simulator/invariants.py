"""What must be true of every run. A broken one is a fault of the simulator."""

from collections import Counter

from controller.simulator.line import Line
from controller.simulator.physics import Physics
from controller.simulator.reckoning import billed_seconds
from controller.simulator.run import Run
from pipeline.errors import FacefleetError


class BrokenInvariant(FacefleetError):
    """The simulator contradicts itself."""


def check(line: Line, run: Run, physics: Physics) -> None:
    """Raise BrokenInvariant where an image is lost or in two places, or a machine does the impossible."""
    _check_images(line, run)
    _check_slots(line)
    _check_bills(line, run, physics)


def _check_images(line: Line, run: Run) -> None:
    _require(run.lost == 0, f"{run.lost} images are neither answered nor anywhere")
    ends = len(run.waits) + run.dead_lettered + run.unanswered
    _require(ends == line.arrived == len(line.answered_at), "some images came to no end, or to two")
    _require(
        all(line.answered_at[image] == float("inf") for image in line.troubles.dead), "dead and answered"
    )
    _require(bool((run.latencies > 0).all()), "an image was answered before it came")
    _require(not (line.visible and line.polls.machines), "images wait while machines poll")


def _check_slots(line: Line) -> None:
    holding = Counter(index for _, _, index in line.due if index >= 0)
    for machine in line.machines:
        _require(machine.busy == holding[machine.index], f"{machine.name} holds what it does not work on")
        _require(machine.busy <= machine.slots, f"{machine.name} works on more than it has slots for")
        _require(machine.work_seconds == 0 or machine.ready_at is not None, f"{machine.name} worked unready")


def _check_bills(line: Line, run: Run, physics: Physics) -> None:
    ran = [machine for machine in line.machines if machine.running_at is not None]
    least = len(ran) * physics.billing_minimum
    _require(run.billed_instance_seconds >= least - 1e-6, "machines were billed less than the minimum")
    for machine in ran:
        possible = billed_seconds(machine, run.ended_at, physics) + physics.grace_seconds
        _require(
            machine.work_seconds <= possible * machine.slots, f"{machine.name} worked longer than it ran"
        )


def _require(true: bool, otherwise: str) -> None:
    if not true:
        raise BrokenInvariant(otherwise)
