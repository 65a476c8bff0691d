"""How long a boot takes, by workers whose clocks may be wrong."""

import pytest

from controller.observation import Condition
from tests.controller.deciding import Controller, booted


def boot_seconds(*, clocks_ahead: float) -> float:
    """Return what is taken for a boot after eleven that took 60 s."""
    machines = [
        booted(str(number), Condition.BUSY, launched=100, since=40, boot=60 + clocks_ahead)
        for number in range(11)
    ]
    return Controller().sees(100, *machines, in_flight=22).figures["boot_seconds"]


def test_boots_are_measured() -> None:
    assert boot_seconds(clocks_ahead=0) == 60


@pytest.mark.parametrize("ahead", [3600, 86_400])
def test_no_boot_takes_longer_than_the_patience_with_it(ahead: float) -> None:
    assert boot_seconds(clocks_ahead=ahead) == 120


def test_a_machine_that_was_ready_before_its_launch_says_nothing_of_boots() -> None:
    assert boot_seconds(clocks_ahead=-3600) == 45
