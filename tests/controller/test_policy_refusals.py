"""Launches that the cloud refuses for want of machines: they cost nothing, and the group tries again."""

from controller.observation import LaunchFailure
from tests.controller.deciding import Controller
from tests.controller.observations import NOW, busy, pending, starting

REFUSED = tuple(
    LaunchFailure(at=NOW - age, why="InsufficientInstanceCapacity", refused=True) for age in (30, 20, 10)
)
GONE = tuple(LaunchFailure(at=NOW - age, why="gone soon after its launch") for age in (30, 20, 10))


def test_refusals_keep_nobody_from_being_launched() -> None:
    assert Controller().sees(1000, failures=REFUSED).start == 6


def test_what_the_group_tries_again_is_left_to_it() -> None:
    decision = Controller().sees(1000, busy("a"), pending("p1"), pending("p2"), failures=REFUSED)

    assert (decision.drain, decision.retire) == ((), ())
    assert "fail" not in decision.reason


def test_boots_in_vain_are_paid_for_and_open_the_fuse() -> None:
    decision = Controller().sees(1000, pending("p1"), failures=(*REFUSED, *GONE))

    assert (decision.start, decision.retire) == (0, ("p1",))


def test_launches_that_got_no_machine_for_long_are_asked_for_anew_and_open_no_fuse() -> None:
    controller = Controller()
    stuck = [pending(f"p{number}", 121) for number in range(6)]

    again = controller.sees(1000, *stuck, failures=REFUSED)

    assert (again.start, len(again.drain), again.retire) == (6, 6, ())
    assert controller.sees(2000, *map(starting, "abcdef"), failures=REFUSED).start > 0
