"""What becomes of images: answered once each, whatever the queue and the machines do to them."""

from dataclasses import replace

import numpy as np
import pytest

from controller.simulator.physics import Physics
from controller.simulator.scaler import Launch, Retire
from controller.simulator.simulate import simulate
from controller.simulator.world import World
from tests.simulator.worlds import ONE, Told, images, many, run

#: One machine, asked for at the first look, is ready 43.5 s later at the latest.
CALM = Physics.quiet(service_cv=0.0)
READY_BY = 45.0


def test_an_image_waits_for_the_machine_and_not_for_its_own_work() -> None:
    came = run(images(0.0), ONE, CALM)

    boot = 1.0 + CALM.pending_median + CALM.boot_median
    assert boot <= came.waits[0] <= boot + Told.tick_seconds
    assert came.latencies[0] == pytest.approx(came.waits[0] + CALM.service_seconds)


def test_a_machine_works_on_as_many_images_at_once_as_it_has_slots() -> None:
    came = run(images(100.0, 100.0, 100.0), ONE, CALM)

    assert came.waits.tolist() == pytest.approx([0.0, 0.0, CALM.service_seconds])


def test_without_machines_images_stay_in_the_queue() -> None:
    came = run(images(0.0, 1.0), {}, CALM)

    assert (came.unanswered, len(came.waits), came.lost) == (2, 0, 0)
    assert not came.ended_at_zero


def test_poison_fails_five_times_and_goes_to_the_dead_letters_alone() -> None:
    workload = replace(images(50.0, 51.0, 52.0), poison=np.array([False, True, False]))

    came = run(workload, ONE, CALM)

    assert (came.dead_lettered, len(came.waits), came.unanswered) == (1, 2, 0)
    assert came.wasted_work_seconds == pytest.approx(5 * CALM.service_seconds)
    assert came.duplicated_work_seconds == 0


def test_a_dead_letter_stays_visible_until_somebody_receives_it() -> None:
    workload = replace(images(50.0, duration=200.0), poison=np.array([True]))
    rule = Told({0.0: [Launch(1)], 56.5: [Retire("i-0000")], 150.0: [Launch(1)]})

    came = simulate(workload, rule, CALM, 1)

    # 5 tries with 0, 1, 3 and 7 s between; the fifth was running when the machine was ended
    visible = [each.depth.visible for each in rule.seen if each.depth is not None]
    assert came.dead_lettered == 1
    assert visible[90] == 1
    assert visible[-1] == 0


def test_tries_fail_during_an_outage_and_work_again_after_it() -> None:
    workload = replace(images(60.0), outages=((55.0, 64.0),))

    came = run(workload, ONE, CALM)

    # it failed at 60.3; the machine received nothing for the next five seconds
    assert came.waits[0] == pytest.approx(5.3)
    assert came.wasted_work_seconds == pytest.approx(CALM.service_seconds)


def test_workers_hold_back_during_an_outage_so_that_images_keep_their_tries() -> None:
    workload = replace(many(2.0, 600.0), outages=((100.0, 400.0),))

    came = run(workload, ONE, CALM)

    tries = came.wasted_work_seconds / CALM.service_seconds
    assert 300 / 6 < tries < 2 * 300 / 5
    assert came.dead_lettered < 10
    assert came.unanswered == 0


def test_an_image_that_is_delivered_twice_is_answered_once() -> None:
    came = run(many(2.0, 200.0), {0.0: [Launch(3)]}, Physics.quiet(duplicates=1.0))

    assert came.lost == came.unanswered == 0
    assert len(came.waits) == many(2.0, 200.0).images
    assert came.duplicated_work_seconds > 0  # those that came again while the first try ran


def test_a_second_delivery_after_the_answer_costs_no_work() -> None:
    # one machine with one slot, busy with the first try whenever the second delivery comes
    came = run(images(60.0), ONE, Physics.quiet(duplicates=1.0, slots=1, service_seconds=30.0))

    assert came.duplicated_work_seconds == 0
    assert len(came.waits) == 1


def test_an_image_longer_than_its_visibility_is_done_twice_if_nobody_extends_it() -> None:
    slow = Physics.quiet(service_seconds=100.0, service_cv=0.0, extension_lost=1.0)

    came = run(images(60.0), {0.0: [Launch(1)]}, slow)

    assert came.latencies[0] == pytest.approx(100.0)
    # the second try began 60 s after the first, and was over 60 s after the answer
    assert came.duplicated_work_seconds == pytest.approx(100.0)


def test_an_image_longer_than_its_visibility_is_done_once_if_it_is_extended() -> None:
    came = run(images(60.0), ONE, Physics.quiet(service_seconds=100.0, service_cv=0.0))

    assert came.duplicated_work_seconds == 0


def test_what_a_dead_machine_held_comes_back_when_its_visibility_ends() -> None:
    slow = Physics.quiet(service_seconds=50.0, service_cv=0.0, grace_seconds=0.0, slots=1)

    came = run(images(60.0, 60.0), {0.0: [Launch(2)], 85.0: [Retire("i-0000")]}, slow)

    # received at 60, extended at 80, lost at 85: visible again at 140
    assert sorted(came.waits.tolist()) == pytest.approx([0.0, 80.0])
    assert came.duplicated_work_seconds == pytest.approx(25.0, abs=1.0)
    assert came.busy_kills == 1


@pytest.mark.parametrize("seed", range(6))
def test_no_image_is_lost_in_the_worst_of_worlds(seed: int) -> None:
    worst = Physics(
        crashes=20.0, hangs=2.0, spot_kills=10.0, never_ready=0.2, no_capacity=0.2, throttled=0.2,
        duplicates=0.05, extension_lost=0.05, unread=0.2,
    )  # fmt: skip
    workload = many(3.0, 1200.0, seed)
    rule = Told({second: [Launch(4)] for second in np.arange(0.0, 1200.0, 120.0).tolist()})

    came = simulate(workload, rule, worst, seed)  # which checks its invariants

    assert came.lost == 0
    assert len(came.waits) + came.dead_lettered + came.unanswered == workload.images
    assert came.duplicated_work_seconds > 0


def test_machines_poll_only_while_nothing_waits() -> None:
    world = World(many(10.0, 120.0), Told({0.0: [Launch(2)]}), CALM, 1)

    world.run()

    assert not (world.line.visible and world.line.polls.machines)
    assert world.line.finished
