"""Who goes at once, whatever there is to do, and who not yet: a lowered maximum, a controller that starts."""

from dataclasses import replace

from controller.decision import Decision
from controller.observation import Worker
from controller.policies.forecast import at_start, machine_rules, without_memory
from tests.controller.deciding import RULES, Controller
from tests.controller.observations import NOW, busy, draining, idle, starting, unknown

TWO = machine_rules(min_workers=0, max_workers=2, limited_by="FACEFLEET_MAX_USD_PER_HOUR")


def test_a_lowered_maximum_is_kept_also_when_all_are_busy() -> None:
    fleet = [busy(name, seconds) for name, seconds in zip("abcde", (5, 50, 40, 30, 20), strict=True)]

    decision = Controller(TWO).sees(5000, *fleet, in_flight=10)

    assert decision.drain == ("b", "c", "d")
    assert (decision.start, decision.retire) == (0, ())
    assert "2 are allowed by FACEFLEET_MAX_USD_PER_HOUR." in decision.reason


def test_who_boots_goes_first_then_who_was_idle_for_longest_then_the_busy() -> None:
    rules = replace(TWO, max_workers=1)
    fleet = [busy("a", 90), busy("b", 9), idle("c", 10), idle("d", 20), starting("e", 5)]

    assert Controller(rules).sees(5000, *fleet, in_flight=4).drain == ("e", "d", "c", "a")


def test_those_that_go_already_are_not_asked_for_twice() -> None:
    fleet = [busy("a"), busy("b"), draining("c"), draining("d"), unknown("e")]

    assert Controller(TWO).sees(5000, *fleet, in_flight=8).acts is False


def test_of_two_versions_the_old_one_goes() -> None:
    fleet = [busy("a", 9, version="1"), busy("b", 99, version="2"), busy("c", 99, version="2")]

    assert Controller(TWO).sees(5000, *fleet, in_flight=6, version="2").drain == ("a",)


def test_in_the_first_minute_of_a_controller_nobody_is_too_many_for_what_arrives_is_not_known_yet() -> None:
    fleet = [busy("a"), busy("b"), idle("c", 100)]
    controller = Controller(state=at_start(NOW - 7200))  # it waited for its turn for two hours

    early = [controller.sees(0, *fleet, in_flight=2) for _ in range(30)]

    assert [each.drain for each in early] == [()] * 30
    assert "how much arrives is not known yet" in early[-1].reason
    assert controller.sees(0, *fleet, in_flight=2).drain == ("c",)


def test_who_found_nobody_at_the_start_need_not_wait_to_know_it() -> None:
    controller = Controller(state=at_start(NOW - 60))
    controller.sees(0)

    assert controller.sees(0, idle("a", 100), idle("b", 100)).drain == ("a", "b")


def test_who_decides_once_goes_by_what_there_is_to_see_and_so_comes_back_to_zero() -> None:
    def once(*fleet: Worker, in_flight: int = 0) -> Decision:
        return Controller(state=without_memory()).sees(0, *fleet, in_flight=in_flight)

    assert once(busy("a"), idle("b", 100), in_flight=1).drain == ("b",)
    assert once(idle("b", 100)).drain == ("b",)
    assert once(idle("b", 5)).drain == ()


def test_but_a_maximum_is_kept_from_the_first_look_on() -> None:
    controller = Controller(TWO, state=at_start(NOW))

    assert controller.sees(0, busy("a"), busy("b"), idle("c", 10), in_flight=4).drain == ("c",)


def test_nor_is_it_known_in_the_minute_after_reports_got_lost() -> None:
    controller = Controller()
    controller.sees(0, unknown("a"), unknown("b"), in_flight=4)
    idle_again = [idle("a", 100), idle("b", 100)]

    assert [controller.sees(0, *idle_again, after=20).drain for _ in range(4)] == [(), (), (), ("a", "b")]


def test_an_idle_machine_whose_clock_is_ahead_goes_like_any_other() -> None:
    ahead = replace(idle("a"), since=NOW + 3600)

    assert Controller(RULES).sees(0, ahead).drain == ("a",)
