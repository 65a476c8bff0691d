"""The law for machines: 45 s to be ready, a minute to pay at least, two slots of 0.3 s, and late counts."""

from dataclasses import replace

import pytest

from controller.observation import Condition, LaunchFailure
from controller.policies.forecast import machine_rules
from tests.controller.deciding import RULES, Controller, booted
from tests.controller.observations import (
    NOW,
    busy,
    drained,
    draining,
    idle,
    pending,
    starting,
    unknown,
)


def test_one_waiting_message_may_be_a_miscount() -> None:
    controller = Controller()

    assert controller.sees(1).start == 0
    assert controller.sees(0).start == 0
    assert controller.sees(1).start == 1, "two of three looks found something"


def test_several_are_believed_at_once() -> None:
    assert Controller().sees(2).start == 1


@pytest.mark.parametrize(("images", "machines"), [(20, 1), (166, 1), (167, 2), (1000, 6)])
def test_a_burst_is_worth_as_many_machines_as_have_a_paid_minutes_work(images: int, machines: int) -> None:
    assert Controller().sees(images).start == machines


def test_launches_are_not_asked_for_twice_while_there_are_no_machines_yet() -> None:
    controller = Controller()

    assert controller.sees(1000).start == 6
    assert controller.sees(1000, *(pending(name) for name in "abcdef")).start == 0


def test_a_launch_that_was_refused_is_asked_for_again_at_the_next_look() -> None:
    controller = Controller()
    controller.sees(1000)

    assert controller.sees(1000, *(starting(name) for name in "abcd")).start == 2


def test_what_is_there_will_have_done_a_burst_before_another_machine_could_help() -> None:
    assert Controller().sees(250, busy("a"), in_flight=2).start == 0


def test_a_longer_burst_is_shared() -> None:
    assert Controller().sees(800, busy("a"), in_flight=2).start == 1


def test_one_reading_launches_a_limited_number() -> None:
    rules = replace(RULES, max_workers=500, max_launch_step=10)

    assert Controller(rules).sees(100_000).start == 10


def test_the_reason_names_the_setting_that_limits() -> None:
    rules = machine_rules(min_workers=0, max_workers=3, limited_by="FACEFLEET_MAX_USD_PER_HOUR")

    decision = Controller(rules).sees(1000)

    assert decision.start == 3
    assert "3 are allowed by FACEFLEET_MAX_USD_PER_HOUR" in decision.reason


def test_the_leaving_and_the_silent_count_against_the_limit_for_they_are_paid() -> None:
    rules = replace(RULES, max_workers=5)

    assert Controller(rules).sees(9000, busy("a"), draining("b"), drained("c"), unknown("d")).start == 1


def test_an_idle_machine_stays_to_the_end_of_its_paid_minute() -> None:
    machine = booted("a", Condition.IDLE, launched=60, since=15)
    controller = Controller()

    assert controller.sees(0, machine).drain == ()
    assert controller.sees(0, machine, after=4).drain == ("a",), "early enough to be gone when it ends"


def test_a_machine_that_boots_for_too_long_goes_when_nothing_is_left_to_do() -> None:
    controller = Controller()

    assert controller.sees(0, starting("a", 60)).drain == ()
    assert controller.sees(0, starting("a", 60), after=4).drain == ("a",)


def test_marked_before_it_was_ready_it_holds_nothing_and_is_ended_soon() -> None:
    worker = replace(draining("a", 4), ready_at=None)
    controller = Controller()

    assert controller.sees(0, worker, after=0).retire == ()
    assert controller.sees(0, worker, after=2).retire == ("a",)


def test_who_is_ready_does_not_go_for_the_sake_of_who_is_not() -> None:
    fleet = (busy("a"), idle("b", 10), starting("c", 10))

    assert Controller().sees(0, *fleet, in_flight=200).drain == ()  # two are worth having
    assert Controller().sees(0, *fleet, in_flight=2).drain == ("b",)


def test_an_idle_worker_belies_a_late_count() -> None:
    controller = Controller()

    assert controller.sees(1200, idle("a", 60)).start == 0
    assert controller.sees(1200, idle("a", 60), after=14).start == 0
    assert controller.sees(1200, idle("a", 60), after=2).start == 2, "it has been said for too long"


def test_the_highest_wish_of_the_last_seconds_counts() -> None:
    machines = [booted(name, Condition.IDLE, launched=3600, since=1) for name in "ab"]
    controller = Controller()
    controller.sees(300, busy("c"), busy("d"), in_flight=4)

    assert controller.sees(0, *machines, in_flight=1).drain == ()
    assert controller.sees(0, *machines, in_flight=1, after=4).drain == ("a",)


def test_a_slow_but_steady_flow_keeps_one_warm() -> None:
    warm = Controller()
    for done in range(0, 60, 2):
        warm.sees(0, replace(idle("a", 60), images_done=done // 10))
    cold = Controller()
    for _ in range(30):
        cold.sees(0, idle("a", 60))

    assert warm.sees(0, replace(idle("a", 60), images_done=6)).drain == ()
    assert cold.sees(0, idle("a", 60)).drain == ("a",)


def test_a_steady_flow_wants_what_keeps_up_with_it() -> None:
    controller = Controller()
    for seconds in range(0, 80, 2):  # 10 a second, of which one machine does 6.7
        waiting = 10 * seconds - 6 * seconds
        decision = controller.sees(waiting, replace(busy("a"), images_done=6 * seconds), in_flight=2)
        if decision.start:
            break

    assert decision.start == 1
    assert decision.figures["arrivals_per_second"] == pytest.approx(10, rel=0.5)
    assert 6 < seconds < 60


def test_a_machine_that_never_came_up_is_replaced_and_marked_before_it_is_ended() -> None:
    controller = Controller()

    decision = controller.sees(5, starting("a", 121))
    marked = replace(draining("a"), ready_at=None)

    assert (decision.start, decision.drain) == (1, ("a",))
    assert controller.sees(5, marked, starting("b"), after=2).retire == ()
    assert controller.sees(5, marked, starting("b"), after=2).retire == ("a",)


def test_where_launches_were_given_up_the_next_get_more_time() -> None:
    controller = Controller()
    controller.sees(0, starting("a", 121))

    assert controller.sees(5, starting("b", 200)).figures["launching"] == 1
    assert controller.sees(5, starting("b", 238)).figures["launching"] == 0


def test_launches_that_fail_open_the_fuse_and_one_is_tried_after_a_pause() -> None:
    failed = tuple(LaunchFailure(at=NOW - age, why="gone soon") for age in (30, 20, 10))
    controller = Controller()

    assert controller.sees(1000, failures=failed).start == 0
    assert controller.sees(1000, busy("a"), failures=failed).start == 0
    assert controller.sees(1000, busy("a"), failures=failed, after=60).start == 1
    assert controller.sees(1000, busy("a"), starting("b"), failures=failed).start == 0
    again = (*failed, LaunchFailure(at=NOW + 70, why="gone soon"))
    assert controller.sees(1000, busy("a"), failures=again, after=10).start == 0, "it failed: twice the pause"
    assert controller.sees(1000, busy("a"), failures=again, after=100).start == 0
    assert controller.sees(1000, busy("a"), failures=again, after=20).start == 1


def test_a_fleet_of_nobody_waits_for_the_pause_too() -> None:
    failed = tuple(LaunchFailure(at=NOW - age, why="gone soon") for age in (30, 20, 10))
    controller = Controller(replace(RULES, min_workers=2))

    assert controller.sees(1000, failures=failed).start == 0
    assert controller.sees(1000, failures=failed, after=50).start == 0
    assert controller.sees(1000, failures=failed, after=10).start == 1


def test_an_open_fuse_takes_launches_back_that_a_group_makes_by_itself_but_for_the_one_that_is_tried() -> (
    None
):
    failed = tuple(LaunchFailure(at=NOW - age, why="gone soon after its launch") for age in (30, 20, 10))
    replacements = (pending("p1"), pending("p2"))
    controller = Controller()

    paused = controller.sees(1000, busy("a"), starting("b"), *replacements, failures=failed)
    trying = controller.sees(1000, busy("a"), *replacements, failures=failed, after=60)
    tried = controller.sees(1000, busy("a"), starting("b"), *replacements, failures=failed)

    assert paused.retire == ("p1", "p2")
    assert trying.retire == ("p1",)
    assert tried.retire == ("p1", "p2")
    assert {paused.start, trying.start, tried.start} == {0}


def test_while_launches_succeed_nothing_is_taken_back() -> None:
    assert Controller().sees(1000, busy("a"), pending("p1"), pending("p2")).retire == ()


def test_the_fuse_closes_when_a_machine_comes_up() -> None:
    failed = tuple(LaunchFailure(at=NOW - age, why="gone soon") for age in (30, 20, 10))
    controller = Controller()
    controller.sees(1000, busy("a"), failures=failed)
    came_up = replace(busy("b"), launched_at=NOW + 60, ready_at=NOW + 100)

    assert controller.sees(2000, busy("a"), came_up, failures=failed, after=100).start > 1


def test_a_few_failures_among_many_successes_are_no_outage() -> None:
    failed = tuple(LaunchFailure(at=NOW - age, why="gone soon") for age in (30, 20, 10))
    crowd = [booted(str(number), Condition.BUSY, launched=200, since=100) for number in range(5)]

    assert Controller().sees(20_000, *crowd, failures=failed).start > 1


def test_machines_that_never_come_up_are_failures_too() -> None:
    controller = Controller()
    decision = controller.sees(1000, *(starting(name, 121) for name in "abc"))

    assert decision.start == 0
    assert "launches fail" in decision.reason


def test_where_most_tries_fail_more_machines_are_no_help() -> None:
    controller = Controller()
    controller.sees(600, replace(busy("a"), images_done=100), in_flight=2)

    failing = replace(busy("a"), images_done=102, requests_returned=30)
    decision = controller.sees(2000, failing, in_flight=2)
    healthy = replace(busy("a"), images_done=302, requests_returned=30)

    assert decision.start == 0
    assert "30 of the last 32 tries failed" in decision.reason
    assert controller.sees(2000, healthy, in_flight=2, after=29).start > 1


def test_poison_is_not_taken_for_an_outage() -> None:
    controller = Controller()
    controller.sees(600, replace(busy("a"), images_done=100), in_flight=2)

    poisoned = replace(busy("a"), images_done=195, requests_returned=25)

    assert controller.sees(2000, poisoned, in_flight=2).start > 0


def test_a_new_version_comes_up_before_the_old_one_goes() -> None:
    old = [busy("a", version="1"), idle("b", 1, version="1")]
    controller = Controller(replace(RULES, min_workers=2))

    assert controller.sees(0, *old, in_flight=1, version="1").acts is False
    decision = controller.sees(0, *old, in_flight=1, version="2")
    assert (decision.start, decision.drain) == (2, ())
    new = [starting("c", version="2"), starting("d", version="2")]
    assert controller.sees(0, *old, *new, in_flight=1, version="2").acts is False
    ready = [idle("c", 1, version="2"), idle("d", 1, version="2")]
    decision = controller.sees(0, *old, ready[0], new[1], in_flight=1, version="2")
    assert decision.drain == ("b",), "one for one, idle ones first"
    assert "old version" in decision.reason
    assert controller.sees(0, old[0], *ready, in_flight=1, version="2").drain == ("a",), "a busy one too"


def test_half_way_through_a_rollout_the_rest_of_the_old_ones_waits_for_its_replacements() -> None:
    old = [busy("a", version="1"), busy("b", version="1")]
    new = [busy("c", version="2"), busy("d", version="2")]
    booting = [starting("e", version="2"), starting("f", version="2")]

    assert Controller().sees(700, *old, *new, *booting, in_flight=8, version="2").drain == ()


def test_where_there_is_no_room_one_old_one_makes_it() -> None:
    old = [idle("a", 20, version="1"), busy("b", version="1")]
    controller = Controller(replace(RULES, min_workers=2, max_workers=2))

    assert controller.sees(0, *old, version="2").drain == ("a",)
    assert controller.sees(0, draining("a"), old[1], version="2").acts is False
    assert controller.sees(0, old[1], version="2").start == 1
    assert controller.sees(0, old[1], starting("c", version="2"), version="2").acts is False
    assert controller.sees(0, old[1], idle("c", 1, version="2"), version="2").drain == ("b",)


def test_of_a_large_fleet_one_in_ten_makes_room() -> None:
    old = [busy(str(number), version="1") for number in range(20)]
    controller = Controller(replace(RULES, min_workers=20))

    assert len(controller.sees(500, *old, in_flight=40, version="2").drain) == 2


def test_while_launches_fail_nobody_makes_room() -> None:
    failed = tuple(LaunchFailure(at=NOW - age, why="gone soon") for age in (30, 20, 10))
    old = [busy("a", version="1"), busy("b", version="1")]
    controller = Controller(replace(RULES, min_workers=2, max_workers=2))

    assert controller.sees(9, *old, version="2", failures=failed).drain == ()


def test_who_drains_and_gets_something_done_has_all_the_time_it_needs() -> None:
    controller = Controller()
    for seconds in range(0, 600, 2):
        assert controller.sees(0, replace(draining("a"), images_done=seconds // 100)).retire == ()


def test_who_drains_and_only_gives_back_is_not_hanging_either() -> None:
    controller = Controller()
    for seconds in range(0, 600, 2):
        assert controller.sees(0, replace(draining("a"), requests_returned=seconds // 100)).retire == ()


def test_who_drains_and_gets_nothing_done_is_ended() -> None:
    controller = Controller()
    worker = draining("a", 3600)

    assert [controller.sees(0, worker).retire for _ in range(61)] == [()] * 61
    assert controller.sees(0, worker).retire == ("a",)


def test_while_nothing_can_be_read_nobody_hangs() -> None:
    controller = Controller()
    controller.sees(0, draining("a"))

    assert controller.sees(0, draining("a"), after=3600).retire == ()


def test_a_worker_that_is_started_again_on_an_old_machine_has_a_whole_boot_for_it() -> None:
    controller = Controller()
    machine = booted("a", Condition.BUSY, launched=36_000, since=100)
    again = replace(starting("a", 36_000), ready_at=None)
    controller.sees(5, machine)

    assert controller.sees(5, again).drain == ()
    assert controller.sees(5, again, after=119).drain == ()
    assert controller.sees(5, again, after=2).drain == ("a",)


def test_a_restarted_workers_age_is_not_taken_for_its_boot() -> None:
    controller = Controller()
    machine = booted("a", Condition.BUSY, launched=36_000, since=100)
    for ready_at in range(20):
        decision = controller.sees(5, replace(machine, ready_at=NOW + ready_at))

    assert decision.figures["boot_seconds"] == 45


def test_every_decision_says_what_it_rests_on() -> None:
    decision = Controller().sees(400, busy("a"), starting("b"), in_flight=2)

    assert decision.figures["visible"] == 400
    assert decision.figures["ready"] == decision.figures["launching"] == 1
    assert decision.figures["forecast_backlog"] == pytest.approx(402 - (45 + 2) * 2 / 0.3, abs=1)
    assert decision.reason == "Keep 1 ready and 1 launching for 400 waiting and 2 in work."
