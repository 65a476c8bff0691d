"""The law for processes of one machine, case by case: an image takes 0.1 s, a process 1.5 s to be ready."""

from dataclasses import dataclass, replace

import pytest

from controller.observation import LaunchFailure, Observation
from controller.policies.forecast import Rules, State, decide
from pipeline.queue import Depth
from tests.controller.observations import (
    NOW,
    QUIET,
    RULES,
    busy,
    drained,
    draining,
    idle,
    observed,
    starting,
    unknown,
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is observed, and what is to come of it."""

    says: str
    observation: Observation
    start: int = 0
    drain: tuple[str, ...] = ()
    retire: tuple[str, ...] = ()
    rules: Rules = RULES
    state: State = QUIET


KEEP_ONE = replace(RULES, min_workers=1)
CASES = [
    Case(says="nothing to do and nobody there", observation=observed(0, 0)),
    Case(says="the first image starts a worker at once", observation=observed(1, 0), start=1),
    Case(says="one worker serves two images", observation=observed(2, 0), start=1),
    Case(says="three images want two workers", observation=observed(3, 0), start=2),
    Case(says="never more than allowed", observation=observed(1000, 0), start=4),
    Case(says="launching workers are counted", observation=observed(1000, 0, *map(starting, "abcd"))),
    Case(
        says="only what is missing is started",
        observation=observed(1000, 0, starting("a"), busy("b")),
        start=2,
    ),
    Case(says="images in work count", observation=observed(1, 30, busy("a")), start=1),
    Case(says="so that many start the others too", observation=observed(1, 90, busy("a")), start=3),
    Case(says="what is done before another could help starts nobody", observation=observed(14, 1, busy("a"))),
    Case(says="in flight alone starts nobody from zero", observation=observed(0, 5)),
    Case(says="nor while the last one drains", observation=observed(0, 5, draining("a"))),
    Case(says="a draining worker is no capacity", observation=observed(1, 0, draining("a")), start=1),
    Case(says="a silent worker is no capacity", observation=observed(1, 0, unknown("a")), start=1),
    Case(says="but it takes room", observation=observed(100, 0, *map(unknown, "abcd"))),
    Case(
        says="and is asked to go when it was silent for too long",
        observation=observed(0, 0, unknown("a", 61)),
        drain=("a",),
    ),
    Case(says="the fewest are kept without any work", observation=observed(0, 0), rules=KEEP_ONE, start=1),
    Case(says="and not drained", observation=observed(0, 0, idle("a")), rules=KEEP_ONE),
    Case(
        says="idle workers go, all at once",
        observation=observed(0, 0, idle("a"), idle("b")),
        drain=("a", "b"),
    ),
    Case(says="not before their time", observation=observed(0, 0, idle("a", 14), idle("b", 14))),
    Case(
        says="the last one stays longer",
        observation=observed(0, 0, idle("a", 30), idle("b", 20)),
        drain=("a",),
    ),
    Case(says="and goes in the end", observation=observed(0, 0, idle("a", 45)), drain=("a",)),
    Case(
        says="its time runs from the last message, whoever had it",
        observation=observed(0, 0, idle("a", 100)),
        state=replace(QUIET, last_message_at=NOW - 44),
    ),
    Case(says="a busy worker is never drained", observation=observed(0, 1, busy("a"), busy("b"))),
    Case(
        says="the one idle longest is drained",
        observation=observed(1, 1, busy("a"), idle("b", 20), idle("c", 30)),
        drain=("c", "b"),
    ),
    Case(
        says="as many as the backlog needs are kept",
        observation=observed(0, 3, busy("a"), idle("b", 20), idle("c", 30)),
        drain=("c",),
    ),
    Case(
        says="who is not ready after so long goes before who is",
        observation=observed(1, 0, starting("a", 20), idle("b", 30)),
        drain=("a",),
    ),
    Case(says="who just starts is waited for", observation=observed(0, 0, starting("a", 14))),
    Case(
        says="who never becomes ready is given up and replaced",
        observation=observed(1, 0, starting("a", 61)),
        start=1,
        drain=("a",),
    ),
    Case(says="a silent worker is not drained", observation=observed(0, 0, unknown("a"))),
    Case(says="who has finished is ended", observation=observed(0, 0, drained("a")), retire=("a",)),
    Case(says="who drains has time for it", observation=observed(0, 0, draining("a", 600))),
    Case(
        says="lower bounds drain the surplus",
        observation=observed(100, 0, idle("a", 20), idle("b", 30), busy("c")),
        rules=replace(RULES, max_workers=2),
        drain=("b",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule(case: Case) -> None:
    decision, _ = decide(case.observation, case.state, case.rules)

    assert (decision.start, decision.drain, decision.retire) == (case.start, case.drain, case.retire)
    assert decision.reason.endswith(".")


@pytest.mark.parametrize(
    "observation",
    [
        Observation(now=NOW, depth=None, workers=(idle("a"),), missing=("the queue cannot be read",)),
        Observation(now=NOW, depth=Depth(visible=9, in_flight=0), workers=None),
    ],
)
def test_a_missing_reading_means_hold_and_never_zero(observation: Observation) -> None:
    decision, state = decide(observation, QUIET, RULES)

    assert not decision.acts
    assert decision.wanted is None
    assert decision.reason.startswith("Hold: ")
    assert state == QUIET


def test_the_reason_names_what_is_missing() -> None:
    observation = Observation(now=NOW, depth=None, workers=(), missing=("the queue cannot be read",))

    decision, _ = decide(observation, QUIET, RULES)

    assert "the queue cannot be read" in decision.reason


def test_any_sign_of_work_renews_the_last_workers_time() -> None:
    for observation in (
        observed(1, 0),
        observed(0, 1),
        observed(0, 0, busy("a")),
        observed(0, 0, idle("a", 0)),
    ):
        _, state = decide(observation, QUIET, RULES)

        assert state.last_message_at == NOW


def test_an_idle_worker_remembers_the_message_that_came_and_went_between_two_looks() -> None:
    _, state = decide(observed(0, 0, idle("a", 20), idle("b", 60)), QUIET, RULES)

    assert state.last_message_at == NOW - 20


def test_processes_that_die_at_their_start_are_tried_again_every_minute_however_often_they_died() -> None:
    state, now, pauses = QUIET, NOW, []
    failed: tuple[LaunchFailure, ...] = ()
    for _ in range(5):
        failed = (*failed, *(LaunchFailure(at=now - 0.1 * number, why="died") for number in range(3)))
        begun = now
        start = 0
        while not start:
            decision, state = decide(replace(observed(9, 0), now=now, failures=failed), state, RULES)
            start, now = decision.start, now + 1
        pauses.append(now - begun)

    assert max(pauses) <= 62
