"""Machines that nobody hears of: they died, or their reports get lost."""

import pytest

from controller.observation import Worker
from tests.controller.deciding import Controller
from tests.controller.observations import busy, draining, starting, unknown


def silent(count: int, for_seconds: float = 31) -> list[Worker]:
    return [unknown(f"silent-{number}", for_seconds) for number in range(count)]


@pytest.mark.parametrize("fleet", [1, 2, 10])
def test_while_a_fleet_that_is_silent_works_nobody_is_launched_and_nobody_goes(fleet: int) -> None:
    controller = Controller()

    for _ in range(1800):  # an hour
        decision = controller.sees(500, *silent(fleet), in_flight=fleet)
        assert not decision.acts

    assert "it is their reports that fail" in decision.reason


def test_most_of_a_fleet_is_enough_for_reports_are_not_written_at_the_same_moment() -> None:
    assert not Controller().sees(5000, *silent(6), *map(busy, "abcd"), in_flight=20).acts


def test_a_few_silent_machines_among_many_are_replaced_at_once() -> None:
    assert Controller().sees(2000, *silent(2), busy("a"), busy("b"), in_flight=8).start > 0


def test_a_fleet_that_died_is_replaced_when_its_images_are_back_in_the_queue() -> None:
    controller = Controller()

    assert controller.sees(500, *silent(2), in_flight=4).start == 0
    assert controller.sees(504, *silent(2), after=14).start == 0, "the count may be late"
    assert controller.sees(504, *silent(2), after=2).start == 4


def test_and_asked_to_go_when_nothing_was_in_flight_for_as_long_as_one_may_be_silent() -> None:
    controller = Controller()
    controller.sees(0, *silent(2), in_flight=1, after=100)

    assert controller.sees(0, *silent(2), after=89).drain == ()
    assert controller.sees(0, *silent(2), after=2).drain == ("silent-0", "silent-1")


def test_where_others_go_on_reporting_the_silent_are_dead_whatever_is_in_flight() -> None:
    controller = Controller()

    assert not controller.sees(5000, *silent(2), busy("a"), in_flight=2, after=58).acts
    assert controller.sees(5000, *silent(2), busy("a"), in_flight=2, after=20).start > 0
    assert controller.sees(5000, *silent(2), busy("a"), in_flight=2, after=72).drain == (
        "silent-0",
        "silent-1",
    )


def test_a_machine_that_works_and_was_never_heard_of_is_not_given_up() -> None:
    controller = Controller()

    assert controller.sees(5, starting("a", 121), in_flight=2).drain == ()


def test_but_one_that_boots_for_too_long_while_another_is_heard_of_is() -> None:
    assert Controller().sees(5, starting("a", 121), busy("b"), in_flight=2).drain == ("a",)


def test_who_is_silent_for_too_long_is_asked_to_go_before_it_is_ended() -> None:
    controller = Controller()

    asked = controller.sees(0, unknown("a", 91), busy("b"), in_flight=2)
    assert (asked.drain, asked.retire) == (("a",), ())
    assert "Give up 1 that went silent." in asked.reason
    looks = [controller.sees(0, draining("a"), busy("b"), in_flight=2).retire for _ in range(62)]
    assert looks == [()] * 61 + [("a",)]
