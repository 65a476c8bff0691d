"""The rules of others do what their documents say."""

from controller.observation import Condition
from controller.simulator.baselines.buildkite import Buildkite
from controller.simulator.baselines.course import Course
from controller.simulator.baselines.fixed import Fixed
from controller.simulator.baselines.keda import Keda
from controller.simulator.baselines.step_scaling import StepScaling
from controller.simulator.baselines.target_tracking import TargetTracking
from controller.simulator.scaler import Drain, Metric, Retire
from tests.simulator.seen import Seen, desired_after, worker

TARGET = 66  #: messages for each instance: 10 s of 0.15 s each


def test_keda_wakes_with_one_pod_and_the_autoscaler_then_at_most_doubles_it_or_adds_four() -> None:
    rule, seen = Keda(), Seen(visible=1000)

    sizes = []
    for _ in range(4):
        sizes.append(desired_after(rule, seen))
        seen.now += 15

    assert sizes == [1, 5, 10, 20]


def test_keda_counts_what_is_in_flight_too() -> None:
    rule, seen = Keda(), Seen(in_flight=40, desired=8)

    assert desired_after(rule, seen) == 8


def test_keda_tolerates_a_tenth() -> None:
    assert desired_after(Keda(), Seen(visible=54, desired=10)) == 10
    assert desired_after(Keda(), Seen(visible=56, desired=10)) == 12


def test_keda_keeps_the_most_it_recommended_for_five_minutes() -> None:
    rule, seen = Keda(), Seen(visible=50, desired=10)
    desired_after(rule, seen)

    seen.visible, seen.now = 5, 285
    just_before = desired_after(rule, seen)
    seen.now = 315
    after = desired_after(rule, seen)

    assert (just_before, after) == (10, 1)


def test_keda_leaves_one_for_none_when_nothing_was_there_for_five_minutes() -> None:
    rule, seen = Keda(), Seen(visible=1)
    sizes = {}
    while seen.now <= 360:
        sizes[seen.now] = desired_after(rule, seen)
        seen.visible, seen.now = 0, seen.now + 15

    assert (sizes[0], sizes[300], sizes[330]) == (1, 1, 0)


def test_keda_does_nothing_on_a_reading_that_failed() -> None:
    assert desired_after(Keda(), Seen(desired=3, readable=False)) == 3


def test_target_tracking_scales_out_in_proportion_after_three_minutes_above() -> None:
    two = Seen(desired=2, in_service=2, minutes={Metric.VISIBLE: [400, 400], Metric.IN_SERVICE: [2, 2]})
    three = Seen(
        desired=2, in_service=2, minutes={Metric.VISIBLE: [400, 400, 400], Metric.IN_SERVICE: [2, 2, 2]}
    )

    assert desired_after(TargetTracking(0.15), two) == 2
    assert desired_after(TargetTracking(0.15), three) == 6  # 400 messages, 66.7 for each


def test_target_tracking_scales_in_after_fifteen_minutes_below_and_not_on_a_gap() -> None:
    low: list[float | None] = [10.0] * 7
    quiet = Seen(desired=3, in_service=3)
    quiet.minutes = {Metric.VISIBLE: [*low, 10.0, *low], Metric.IN_SERVICE: [3.0] * 15}
    gap = Seen(desired=3, in_service=3)
    gap.minutes = {Metric.VISIBLE: [*low, None, *low], Metric.IN_SERVICE: [3.0] * 15}

    assert desired_after(TargetTracking(0.15), gap) == 3
    assert desired_after(TargetTracking(0.15), quiet) == 1


def test_target_tracking_scales_in_only_well_below_its_target() -> None:
    just_below = {Metric.VISIBLE: [TARGET * 0.95] * 15, Metric.IN_SERVICE: [1.0] * 15}
    nothing = {Metric.VISIBLE: [0.0] * 15, Metric.IN_SERVICE: [1.0] * 15}

    assert desired_after(TargetTracking(0.15), Seen(desired=1, in_service=1, minutes=just_below)) == 1
    assert desired_after(TargetTracking(0.15), Seen(desired=1, in_service=1, minutes=nothing)) == 0


def test_target_tracking_leaves_zero_by_the_extra_policy_after_two_minutes() -> None:
    assert desired_after(TargetTracking(0.15), Seen(minutes={Metric.VISIBLE: [5]})) == 0
    assert desired_after(TargetTracking(0.15), Seen(minutes={Metric.VISIBLE: [5, 5]})) == 1


def test_target_tracking_does_not_scale_in_while_an_instance_warms_up() -> None:
    rule, seen = TargetTracking(0.15), Seen(minutes={Metric.VISIBLE: [5, 5]})
    desired_after(rule, seen)
    seen.minutes = {Metric.VISIBLE: [0.0] * 15, Metric.IN_SERVICE: [1.0] * 15}

    seen.now = 299
    warming = desired_after(rule, seen)
    seen.now = 300
    warm = desired_after(rule, seen)

    assert (warming, warm) == (1, 0)


def test_step_scaling_takes_a_step_once_while_its_instances_warm_up() -> None:
    rule, seen = StepScaling(), Seen(minutes={Metric.VISIBLE: [50]})

    first = desired_after(rule, seen)
    seen.now = 60
    again = desired_after(rule, seen)
    seen.minutes = {Metric.VISIBLE: [900]}
    larger = desired_after(rule, seen)

    assert (first, again, larger) == (1, 1, 5)


def test_step_scaling_takes_one_away_every_minute_in_which_nothing_waits() -> None:
    rule, seen = StepScaling(), Seen(desired=3, minutes={Metric.VISIBLE: [0]})

    sizes = []
    for _ in range(4):
        sizes.append(desired_after(rule, seen))
        seen.now += 60

    assert sizes == [2, 1, 0, 0]


def test_step_scaling_takes_nobody_away_while_an_instance_warms_up() -> None:
    rule, seen = StepScaling(), Seen(minutes={Metric.VISIBLE: [50]})
    desired_after(rule, seen)
    seen.minutes = {Metric.VISIBLE: [0]}

    seen.now = 299
    warming = desired_after(rule, seen)
    seen.now = 300
    warm = desired_after(rule, seen)

    assert (warming, warm) == (1, 0)


def test_buildkite_wants_a_slot_for_every_job_and_never_lowers_what_it_wanted() -> None:
    rule, seen = Buildkite(slots=2), Seen(visible=3, in_flight=2)

    first = desired_after(rule, seen)
    seen.visible = seen.in_flight = 0

    assert (first, desired_after(rule, seen)) == (3, 3)


def test_buildkite_has_ten_instances_at_most() -> None:
    assert desired_after(Buildkite(slots=2), Seen(visible=1000)) == 10


def test_a_buildkite_instance_ends_itself_after_ten_minutes_of_rest() -> None:
    idle, busy = worker("idle", Condition.IDLE), worker("busy", Condition.BUSY)
    gone = worker("gone", Condition.DRAINED)
    seen = Seen(now=600, desired=3, workers=(idle, busy, gone))

    assert list(Buildkite(slots=2).look(seen)) == [Drain("idle"), Retire("gone")]
    seen.now = 599
    assert list(Buildkite(slots=2).look(seen)) == [Retire("gone")]


def test_the_course_rule_goes_up_to_twenty_and_to_none_after_five_empty_seconds() -> None:
    rule, seen = Course(), Seen(visible=7)

    seven = desired_after(rule, seen)
    seen.visible, seen.now = 500, 1
    twenty = desired_after(rule, seen)
    seen.visible, seen.now = 0, 2
    waiting = desired_after(rule, seen)
    seen.now = 7
    none = desired_after(rule, seen)

    assert (seven, twenty, waiting, none) == (7, 20, 20, 0)


def test_a_fixed_fleet_stays_until_the_work_is_over() -> None:
    rule, seen = Fixed(5, until=100), Seen()

    begun = desired_after(rule, seen)
    seen.now, seen.visible = 100, 1
    still_work = desired_after(rule, seen)
    seen.visible = 0
    over = desired_after(rule, seen)

    assert (begun, still_work, over) == (5, 5, 0)
