"""A single decision, also where another controller left its lease behind."""

import pytest

from controller.decision import Decision
from controller.once import decide_once

STAY = Decision(wanted=1, reason="One is right.")


class Waits:
    """Remembers how long it was waited in all."""

    seconds = 0.0

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


def test_who_leads_decides_at_once() -> None:
    waits = Waits()

    assert decide_once(lambda: STAY, patience_seconds=15, wait=waits.wait)
    assert waits.seconds == 0


def test_a_lease_that_nobody_renews_is_waited_for() -> None:
    waits, decisions = Waits(), []

    def tick() -> Decision | None:
        if waits.seconds < 15:
            return None
        decisions.append(STAY)
        return STAY

    assert decide_once(tick, patience_seconds=15, wait=waits.wait)
    assert decisions == [STAY]


def test_where_another_one_leads_nothing_is_decided() -> None:
    waits = Waits()

    assert not decide_once(lambda: None, patience_seconds=15, wait=waits.wait)
    assert waits.seconds == pytest.approx(16.5)
