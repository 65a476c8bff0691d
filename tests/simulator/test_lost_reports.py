"""Reports of all machines get lost for a while, and the machines work on: nobody is to be ended for that."""

import pytest

from controller.observation import Condition
from controller.simulator.entrants import ours
from controller.simulator.outcome import Outcome, outcome
from controller.simulator.physics import Physics
from controller.simulator.reports import last_report
from controller.simulator.scaler import Launch, Order, Retire, View
from controller.simulator.simulate import simulate
from controller.simulator.workloads import drawn
from tests.simulator.worlds import ONE, Asked, Told, lived, many

#: Five minutes in the middle of the work.
LOST = ((400.0, 700.0),)


def with_and_without(workload: str, seed: int) -> tuple[Outcome, Outcome]:
    """Return what came of our law where reports got lost, and where none did."""
    losing, calm = (Physics(reports_lost=lost) for lost in (LOST, ()))
    found = [outcome(simulate(drawn(workload, seed), ours(each), each, seed)) for each in (losing, calm)]
    return found[0], found[1]


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        (90.0, 99.0, (95.0, 95.0)),  # before
        (90.0, 112.0, (110.0, 95.0)),  # the last before is the last
        (100.0, 112.0, (110.0, None)),  # none came through
        (100.0, 203.0, (200.0, 200.0)),  # it is over
    ],
)
def test_of_reports_five_seconds_apart_those_in_a_span_are_lost(
    due: float, now: float, expected: tuple[float, float | None]
) -> None:
    assert last_report(due, now, 5.0, ((100.0, 200.0),)) == expected


def test_a_machine_works_on_unheard_of_and_is_heard_of_again() -> None:
    rule = Told(ONE)
    physics = Physics.quiet(reports_lost=((100.0, 200.0),))

    world = lived(many(1.0, 400.0), rule, physics)

    unheard = [
        each.now for each in rule.seen if each.workers and each.workers[0].condition is Condition.UNKNOWN
    ]
    assert 124 <= min(unheard) <= 131
    assert 199 <= max(unheard) <= 206
    answered = [at for at in world.line.answered_at if 100 < at < 200]
    assert len(answered) > 80


def test_a_law_that_ends_whoever_was_silent_for_long_kills_the_busy() -> None:
    def take_silence_for_death(view: View) -> list[Order]:
        workers = view.observation().workers or ()
        silent = [each for each in workers if each.condition is Condition.UNKNOWN]
        dead = [Retire(each.worker_id) for each in silent if view.now - each.since > 90]
        return [*dead, Launch(max(0, 3 - (len(workers) - len(silent))))]

    physics = Physics.quiet(reports_lost=LOST)

    assert simulate(many(15.0, 900.0), Asked(take_silence_for_death), physics, 1).busy_kills > 0


@pytest.mark.parametrize("workload", ["poisson-20", "poisson-2", "poisson-0.5"])
def test_ours_ends_nobody_who_works_and_launches_no_second_fleet(workload: str) -> None:
    losing, calm = with_and_without(workload, seed=3)

    assert losing.busy_kills == 0
    assert losing.launches <= calm.launches + 2
    assert losing.ended_at_zero
    assert losing.unanswered == 0


def test_a_machine_that_hangs_is_ended_although_it_is_the_only_one() -> None:
    physics = Physics.quiet(hangs=20.0)

    came = simulate(many(1.0, 900.0), ours(physics), physics, seed=2)

    assert came.ended_at_zero
    assert came.unanswered == 0
    assert came.launches > 1
