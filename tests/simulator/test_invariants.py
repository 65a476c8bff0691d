"""A run that contradicts itself is refused."""

from collections.abc import Callable

import pytest

from controller.simulator.invariants import BrokenInvariant, check
from controller.simulator.physics import Physics
from controller.simulator.reckoning import reckoned
from controller.simulator.world import World
from tests.simulator.worlds import ONE, Told, lived, many

PHYSICS = Physics.quiet()


def lose_an_image(world: World) -> None:
    world.line.answered_at[3] = float("inf")


def answer_before_the_arrival(world: World) -> None:
    world.line.answered_at[3] = world.line.arrivals[3] - 1


def bury_the_answered(world: World) -> None:
    world.line.troubles.dead.add(3)


def hold_nothing(world: World) -> None:
    world.line.machines[0].busy = 1


def work_without_being_ready(world: World) -> None:
    world.line.machines[0].ready_at = None


@pytest.mark.parametrize(
    "spoil",
    [
        lose_an_image,
        answer_before_the_arrival,
        bury_the_answered,
        hold_nothing,
        work_without_being_ready,
    ],
)
def test_a_contradiction_is_found(spoil: Callable[[World], None]) -> None:
    world = lived(many(2.0, 60.0), Told(ONE), PHYSICS)
    check(world.line, reckoned(world), PHYSICS)

    spoil(world)

    with pytest.raises(BrokenInvariant):
        check(world.line, reckoned(world), PHYSICS)
