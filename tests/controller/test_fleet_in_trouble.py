"""What a whole fleet of machines does when something it rests on fails."""

import pytest

from controller.policies.forecast import machine_rules
from tests.strict.world import World

MOST = 20


@pytest.fixture
def world() -> World:
    """A fleet at work."""
    world = World(machine_rules(min_workers=0, max_workers=MOST, slots=1))
    world.queue.send(3000)
    world.pass_seconds(60)
    assert len(world.workers) == MOST
    return world


def test_an_outage_of_the_state_bucket_costs_no_worker_its_life(world: World) -> None:
    before = set(world.workers)
    world.store.fails = True
    world.pass_seconds(154)

    world.store.fails = False
    world.pass_seconds(15)  # in the first of them the controller looks, and nobody has reported yet

    assert set(world.workers) == before
    assert world.ended == []


def test_workers_whose_clocks_are_wrong_work_on(world: World) -> None:
    for worker, error in zip(world.workers.values(), (-3600, -125, -60, 60, 3600), strict=False):
        worker.clock_error = error

    world.pass_seconds(60)

    assert len(world.workers) == MOST
    assert world.ended == []


def test_a_worker_that_hangs_is_ended_all_the_same(world: World) -> None:
    hung = min(world.workers)
    world.workers[hung].alive = False

    world.pass_seconds(240)

    assert hung not in world.workers
    assert [each.worker_id for each in world.ended if not each.lived] == [hung]


@pytest.mark.parametrize("images", [10, 1000])
def test_an_image_that_does_not_start_is_launched_seldom_although_the_group_replaces_what_ends(
    images: int,
) -> None:
    world = World(machine_rules(min_workers=0, max_workers=MOST, slots=1))
    world.is_broken = True
    world.queue.send(images)

    world.pass_seconds(1800)

    assert world.launched <= 3 * MOST
    first = world.launched
    world.pass_seconds(1800)
    assert world.launched - first <= 10  # one after the other, less and less often

    world.is_broken = False
    world.pass_seconds(3600)
    assert len(world.queue.answered) == images


@pytest.mark.parametrize("late_seconds", [3, 8, 12])
def test_readings_that_do_not_show_the_last_launches_yet_launch_nobody_twice(late_seconds: int) -> None:
    world = World(machine_rules(min_workers=0, max_workers=MOST, slots=1))
    world.group.readings.late_seconds = late_seconds
    world.queue.send(3000)

    world.pass_seconds(120)

    assert world.launched == world.most_members == MOST
    assert world.ended == []


def test_a_controller_that_starts_again_doubles_nothing_though_its_readings_are_late() -> None:
    world = World(machine_rules(min_workers=0, max_workers=MOST, slots=1))
    world.group.readings.late_seconds = 12
    world.queue.send(3000)

    for _ in range(6):
        world.pass_seconds(7)
        world.add_controller("first")
    world.pass_seconds(60)

    assert world.launched == world.most_members == MOST


def test_the_fuse_opens_and_closes_again_where_aws_suspended_launches_and_somebody_resumes_them() -> None:
    world = World(machine_rules(min_workers=0, max_workers=MOST, slots=1))
    world.group.suspended_because = "Administrative suspension"
    world.queue.send(100)
    world.pass_seconds(600)
    assert (world.launched, world.group.desired) == (0, 0)

    world.group.suspended_because = None
    world.pass_seconds(1800)

    assert len(world.queue.answered) == 100
