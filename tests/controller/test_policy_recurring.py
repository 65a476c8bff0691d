"""One machine stays where work begins again and again, while waiting for it costs less than a launch."""

from dataclasses import replace

import pytest

from controller.observation import Worker
from controller.policies.forecast.arrivals import Arrivals, note, onsets
from tests.controller.deciding import Controller
from tests.controller.observations import NOW, busy, idle


def began(*levels: tuple[int, float]) -> int:
    """Return how often work began by the last of these readings: seconds after NOW, images arrived."""
    arrivals = Arrivals()
    for seconds, arrived in levels:
        arrivals = note(arrivals, NOW + seconds, arrived)
    return onsets(arrivals, NOW + levels[-1][0])


def drained_after(period: int, *, images: int, until: int) -> int | None:
    """Return when a machine first goes, seconds; that many images come in each period, until then."""
    controller, done, worked_at = Controller(), 0, -1000
    for seconds in range(0, until + 600, 2):
        if seconds < until and seconds % period < 2:
            done, worked_at = done + images, seconds
        decision = controller.sees(0, _idle_since(worked_at, done))
        if decision.drain and seconds > 5 * period:
            return seconds
    return None


def _idle_since(seconds: int, done: int) -> Worker:
    return replace(idle("a"), since=NOW + seconds, images_done=done)


@pytest.mark.parametrize("images", [1, 20])
@pytest.mark.parametrize("period", [30, 46])
def test_who_is_asked_for_work_more_often_than_once_a_minute_stays(period: int, images: int) -> None:
    gone = drained_after(period, images=images, until=1800)

    assert gone is not None
    assert gone > 1800 - period


def test_who_is_asked_every_two_minutes_goes_at_once() -> None:
    gone = drained_after(120, images=20, until=1800)

    assert gone is not None
    assert gone - gone // 120 * 120 < 20


def test_what_ends_is_waited_for_no_longer_than_a_launch_costs() -> None:
    gone = drained_after(30, images=20, until=1800)

    assert gone is not None
    assert 1770 + 30 < gone <= 1770 + 62


def test_a_burst_that_takes_minutes_is_one_beginning() -> None:
    controller = Controller()
    controller.sees(0, idle("a"))
    for seconds in range(4, 204, 2):
        done = 6 * (seconds - 4)
        controller.sees(1200 - done, replace(busy("a"), images_done=done))

    assert controller.sees(0, _idle_since(204, 1200)).figures["onsets"] == 1
    assert controller.sees(0, _idle_since(204, 1200), after=10).drain == ("a",)


def test_each_span_with_work_after_one_without_is_a_beginning() -> None:
    assert began(*((seconds, 20 * (seconds // 45)) for seconds in range(0, 230, 2))) == 5


def test_a_flow_begins_once() -> None:
    assert began(*((seconds, 2 * max(0, seconds - 100)) for seconds in range(0, 200, 2))) == 1


def test_what_began_long_ago_is_forgotten() -> None:
    assert began(*((seconds, seconds // 45 if seconds < 200 else 4) for seconds in range(0, 480, 2))) == 0


def test_miscounts_begin_nothing() -> None:
    assert began(*((seconds, seconds % 14 == 0) for seconds in range(0, 200, 2))) == 0
