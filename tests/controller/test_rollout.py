"""A new version is rolled out while the fleet has more work than it can do."""

import pytest

from controller.policies.forecast import machine_rules
from tests.strict.world import World

HOUR = 3600


def world_of(machines: int, *, most: int) -> World:
    """Return a fleet of so many machines that are ready."""
    world = World(machine_rules(min_workers=machines, max_workers=most, slots=1))
    world.queue.send(1)
    world.pass_seconds(300)
    assert at_work(world) == machines
    return world


def at_work(world: World) -> int:
    """Return how many take images."""
    return sum(
        each.alive and not each.told and each.ready_at is not None and each.ready_at <= world.clock.now
        for each in world.workers.values()
    )


def seconds_of_rollout(world: World) -> tuple[int, int]:
    """Roll out; return how long it takes, and how many were at work when these were fewest."""
    world.group.version += 1
    fewest = at_work(world)
    for seconds in range(HOUR):
        if {each.version for each in world.group.instances.values()} == {world.group.version}:
            return seconds, fewest
        world.pass_seconds(1)
        fewest = min(fewest, at_work(world))
    pytest.fail("the rollout does not end")


def test_with_room_it_ends_under_full_load_and_no_capacity_is_lost() -> None:
    world = world_of(4, most=20)
    world.queue.send(20)
    world.image_every = 2  # of 8 s each: as much as four machines can do

    seconds, fewest = seconds_of_rollout(world)

    assert seconds < 300
    assert fewest == 4
    assert world.most_members == 8
    assert [each for each in world.ended if each.held is not None] == []


@pytest.mark.parametrize("spare", [0, 1])
def test_with_little_room_it_goes_step_by_step(spare: int) -> None:
    world = world_of(4, most=4 + spare)
    world.queue.send(10 * HOUR)

    seconds, fewest = seconds_of_rollout(world)

    assert seconds < 900
    assert fewest >= 3
    assert world.most_members <= 4 + spare
    assert [each for each in world.ended if each.held is not None] == []


def test_a_version_that_never_comes_up_costs_no_more_than_one_machines_work() -> None:
    world = world_of(4, most=4)
    world.queue.send(10 * HOUR)
    world.boots.extend([None] * HOUR)
    world.group.version += 1

    for _ in range(HOUR // 2):
        world.pass_seconds(1)
        assert at_work(world) >= 3
