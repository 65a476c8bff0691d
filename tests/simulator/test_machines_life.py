"""What becomes of machines: booted, billed, drained, and lost in several ways."""

import pytest

from controller.observation import Condition, Worker
from controller.simulator.physics import Physics
from controller.simulator.scaler import Drain, Launch, Order, Retire, SetDesired, View
from tests.simulator.worlds import ONE, Asked, Told, images, lived, many, run

CALM = Physics.quiet(service_cv=0.0)
RUNS_AFTER = 1.0 + CALM.pending_median
READY_AFTER = RUNS_AFTER + CALM.boot_median


def conditions(rule: Told, name: str = "i-0000") -> list[Condition]:
    """Return what one machine was seen as, in order, each once."""
    seen = [each.condition for moment in rule.seen for each in moment.workers or () if each.worker_id == name]
    return [each for number, each in enumerate(seen) if number == 0 or seen[number - 1] is not each]


def last_seen(rule: Told) -> Worker:
    return [each for moment in rule.seen for each in moment.workers or ()][-1]


def test_a_machine_is_billed_from_running_to_its_end() -> None:
    came = run(images(0.0), {0.0: [Launch(1)], 100.0: [Retire("i-0000")]}, CALM)

    assert came.billed_instance_seconds == pytest.approx(100.0 - RUNS_AFTER)


def test_a_machine_is_billed_a_minute_at_least() -> None:
    came = run(images(0.0), {0.0: [Launch(1)], 46.0: [Retire("i-0000")]}, CALM)

    assert came.billed_instance_seconds == 60.0


def test_a_launch_given_up_before_it_runs_costs_nothing() -> None:
    came = run(images(0.0), {0.0: [Launch(1)], 5.0: [Retire("i-0000")]}, CALM)

    assert (came.billed_instance_seconds, came.launches) == (0.0, 1)


def test_a_machine_is_seen_starting_then_idle_then_busy_then_gone() -> None:
    slow = Physics.quiet(service_cv=0.0, service_seconds=20.0)
    rule = Told({0.0: [Launch(1)], 90.0: [Retire("i-0000")]})

    lived(images(60.0), rule, slow)

    assert conditions(rule) == [Condition.STARTING, Condition.IDLE, Condition.BUSY, Condition.IDLE]
    worker = last_seen(rule)
    assert worker.since == pytest.approx(80.0)
    assert worker.ready_at == pytest.approx(worker.launched_at + READY_AFTER)
    assert (worker.slots, worker.images_done) == (2, 1)
    assert worker.service_seconds == pytest.approx(20.0)


def test_a_drained_machine_finishes_what_it_holds_takes_nothing_more_and_says_so() -> None:
    slow = Physics.quiet(service_cv=0.0, service_seconds=20.0, slots=1)
    rule = Told({0.0: [Launch(1)], 65.0: [Drain("i-0000")], 120.0: [Retire("i-0000")]})

    world = lived(images(60.0, 75.0), rule, slow)

    expected = [Condition.IDLE, Condition.BUSY, Condition.DRAINING, Condition.DRAINED]
    assert conditions(rule)[1:] == expected
    assert world.line.answered_at == [pytest.approx(80.0), float("inf")]
    assert world.group.busy_kills == 0


def test_a_machine_drains_some_seconds_after_its_mark_and_not_at_once() -> None:
    rule = Told({0.0: [Launch(1)], 60.0: [Drain("i-0000")]})

    lived(images(0.0), rule, CALM)

    drained = next(
        moment.now
        for moment in rule.seen
        for each in moment.workers or ()
        if each.condition is Condition.DRAINED
    )
    assert 60.0 < drained <= 60.0 + CALM.drain_look_seconds + CALM.poll_seconds + 3.0


def test_a_machine_marked_before_it_is_ready_takes_nothing() -> None:
    world = lived(images(0.0), Told({0.0: [Launch(1)], 10.0: [Drain("i-0000")]}), CALM)

    assert world.line.machines[0].images_done == 0


@pytest.mark.parametrize("seed", range(5))
def test_draining_and_retiring_the_drained_never_kills_the_busy(seed: int) -> None:
    def churn(view: View) -> list[Order]:
        workers = view.observation().workers or ()
        drained = [Retire(each.worker_id) for each in workers if each.condition is Condition.DRAINED]
        busy = [Drain(each.worker_id) for each in workers if each.condition is Condition.BUSY]
        return [Launch(max(0, 4 - len(workers))), *busy[: int(view.now) % 2], *drained]

    world = lived(many(4.0, 600.0, seed), Asked(churn), Physics(), seed)

    assert world.group.busy_kills == 0
    assert len(world.line.machines) > 20


def test_a_machine_ended_with_work_in_hand_is_a_busy_kill_and_may_finish_it() -> None:
    slow = Physics.quiet(service_cv=0.0, service_seconds=10.0)

    came = run(images(60.0), {0.0: [Launch(1)], 65.0: [Retire("i-0000")]}, slow)

    assert came.busy_kills == 1
    assert came.latencies[0] == pytest.approx(10.0)
    assert came.duplicated_work_seconds == 0


def test_the_group_picks_who_goes_when_fewer_are_desired() -> None:
    slow = Physics.quiet(service_cv=0.0, service_seconds=30.0)

    came = run(images(*[60.0] * 8), {0.0: [SetDesired(4)], 65.0: [SetDesired(1)]}, slow)

    assert came.busy_kills == 3
    assert came.reversals == 1


def test_the_group_goes_to_its_maximum_and_not_beyond() -> None:
    world = lived(images(0.0), Told({0.0: [Launch(30)], 5.0: [Launch(30)]}), CALM)

    assert len(world.line.machines) == CALM.max_workers


def test_a_machine_that_never_becomes_ready_is_billed_and_stays_starting() -> None:
    rule = Told({**ONE, 300.0: [Retire("i-0000")]})

    world = lived(images(0.0), rule, Physics.quiet(never_ready=1.0))

    assert conditions(rule) == [Condition.STARTING]
    assert world.line.machines[0].ended_at is not None
    assert world.line.machines[0].running_at is not None


def test_a_refused_launch_is_a_failure_and_is_tried_again_by_the_group() -> None:
    rule = Told(ONE)

    world = lived(images(0.0), rule, Physics.quiet(no_capacity=1.0))

    failure = rule.seen[-1].failures[0]
    assert (failure.why, failure.refused) == ("InsufficientInstanceCapacity", True)
    pending = {each.worker_id for moment in rule.seen for each in moment.workers or ()}
    assert "pending-1" in pending
    assert len(world.line.machines) > 10  # one a minute
    assert world.group.desired == 1


@pytest.mark.parametrize("order", [Retire("pending-1"), Drain("pending-1")])
def test_a_launch_that_the_group_has_not_begun_can_be_given_up(order: Order) -> None:
    world = lived(images(0.0), Told({**ONE, 10.0: [order]}), Physics.quiet(no_capacity=1.0))

    assert (world.group.desired, len(world.line.machines)) == (0, 1)


def test_an_interrupted_spot_machine_drains_itself_and_is_replaced() -> None:
    rule = Told(ONE)

    world = lived(many(1.0, 1800.0), rule, Physics.quiet(spot_kills=6.0))

    assert conditions(rule)[-1] is Condition.DRAINED
    assert world.line.troubles.duplicated_seconds == 0  # two minutes were enough to finish
    assert len(world.line.machines) > 1
    assert world.group.desired == 1


def test_a_spot_machine_that_was_retired_in_time_is_not_replaced() -> None:
    def retire_the_drained(view: View) -> list[Order]:
        workers = view.observation().workers or ()
        gone = [Retire(each.worker_id) for each in workers if each.condition is Condition.DRAINED]
        return [*gone, *([Launch(1)] if view.now < 1 else [])]

    world = lived(images(0.0), Asked(retire_the_drained), Physics.quiet(spot_kills=30.0))

    assert len(world.line.machines) == 1
    assert world.ended_at < world.horizon


def test_a_crashed_worker_comes_back_on_its_machine_and_loses_only_time() -> None:
    rule = Told({0.0: [Launch(1)], 1500.0: [Retire("i-0000")]})

    world = lived(many(2.0, 1200.0), rule, Physics.quiet(crashes=10.0))

    machine = world.line.machines[0]
    assert machine.ready_at is not None
    assert machine.ready_at > READY_AFTER + CALM.restart_seconds
    assert world.line.finished
    assert len(world.line.machines) == 1


def test_a_hung_machine_is_unknown_after_half_a_minute_and_billed_on() -> None:
    rule = Told(ONE)

    world = lived(images(50.0), rule, Physics.quiet(hangs=10.0))

    assert conditions(rule)[-1] is Condition.UNKNOWN
    assert last_seen(rule).worker_id == "i-0000"
    assert world.line.machines[0].ended_at is None


def test_a_machine_that_hangs_while_it_boots_never_becomes_ready() -> None:
    rule = Told(ONE)

    lived(images(50.0), rule, Physics.quiet(hangs=3600.0))

    assert conditions(rule) == [Condition.STARTING]
