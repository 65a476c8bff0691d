"""How fast a worker works: what is assumed gives way to what workers report, and nonsense misleads nobody."""

from dataclasses import replace

import pytest

from controller.policies.forecast import machine_rules
from controller.policies.forecast.speed import Speed, learn, prior
from tests.controller.observations import busy

ASSUMED = prior(machine_rules(min_workers=0, max_workers=20))


def learned(speed: Speed, seconds: float, images: int) -> Speed:
    """Return the speed after that many images of so many seconds, one by one."""
    worker = replace(busy("a"), service_seconds=seconds, slots=2)
    for _ in range(images):
        speed = learn(speed, [worker], 1)
    return speed


def test_a_few_images_correct_a_wrong_assumption() -> None:
    assert ASSUMED.service_seconds == pytest.approx(0.3)
    assert learned(ASSUMED, 10, 10).service_seconds == pytest.approx(6.8, rel=0.01)
    assert learned(ASSUMED, 10, 50).service_seconds > 9


def test_a_single_one_does_not() -> None:
    assert learned(ASSUMED, 1, 1).service_seconds < 0.5


def test_what_many_images_told_is_not_upset_by_a_few() -> None:
    known = learned(ASSUMED, 0.3, 1000)

    assert learned(known, 3, 2).service_seconds < 0.5


def test_what_many_images_told_can_change() -> None:
    known = learned(ASSUMED, 0.3, 1000)

    assert learned(known, 3, 150).service_seconds > 2.5


def test_one_that_talks_nonsense_among_three_is_not_heard() -> None:
    sane = [replace(busy(name), service_seconds=0.3, slots=2) for name in "ab"]
    mad = replace(busy("c"), service_seconds=1e9, slots=2)

    assert learn(ASSUMED, [*sane, mad], 50).service_seconds == pytest.approx(0.3)
