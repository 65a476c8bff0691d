"""The course systems' rule: one worker a message, a maximum reached exactly, and nobody left afterwards."""

from dataclasses import replace

import pytest

from controller.decision import Decision
from controller.observation import Observation, Worker
from controller.policies.per_message import Rules, State, decide
from tests.controller.observations import (
    NOW,
    busy,
    drained,
    draining,
    idle,
    observed,
    pending,
    starting,
    unknown,
)

RULES = Rules(min_workers=0, max_workers=4)


def decided(observation: Observation, rules: Rules = RULES) -> Decision:
    decision, _ = decide(observation, State(), rules)
    return decision


@pytest.mark.parametrize(("messages", "workers"), [(0, 0), (1, 1), (3, 3), (4, 4), (1000, 4)])
def test_one_worker_for_each_message_up_to_the_maximum(messages: int, workers: int) -> None:
    assert decided(observed(messages, 0)).start == workers


def test_messages_in_work_keep_their_workers() -> None:
    decision = decided(observed(1, 2, busy("a"), busy("b"), idle("c")))

    assert (decision.start, decision.drain) == (0, ())


def test_in_flight_alone_starts_nobody_from_zero() -> None:
    assert decided(observed(0, 5)).start == 0


def test_all_idle_workers_go_with_the_last_answer() -> None:
    decision = decided(observed(0, 0, idle("a", 0), idle("b", 1), starting("c", 11)))

    assert decision.drain == ("c", "b", "a")


def test_who_was_just_launched_is_not_drained_by_a_count_older_than_that() -> None:
    assert decided(observed(0, 0, starting("a", 5))).drain == ()


def test_the_fewest_stay() -> None:
    assert decided(observed(0, 0, idle("a"), idle("b")), replace(RULES, min_workers=1)).drain == ("a",)


@pytest.mark.parametrize("taking_room", [draining("x"), drained("x"), unknown("x")])
def test_the_maximum_is_never_passed(taking_room: Worker) -> None:
    assert decided(observed(1000, 0, taking_room, busy("a"))).start == 2


def test_nor_by_asking_twice_while_there_are_no_machines_yet() -> None:
    first, state = decide(observed(1000, 0), State(), RULES)
    asked_for = [pending(name) for name in "abcd"]
    second, _ = decide(replace(observed(1000, 0, *asked_for), now=NOW + 1), state, RULES)

    assert (first.start, second.start) == (4, 0)


@pytest.mark.parametrize(
    ("worker", "ended"),
    [
        (drained("a"), True),
        (draining("a", 600), False),
        (replace(draining("a", 9), ready_at=None), True),
        (unknown("a", 100), False),
        (unknown("a", 181), True),
        (starting("a", 181), True),
        (busy("a", 1000), False),
    ],
)
def test_who_is_over_is_ended(worker: Worker, ended: bool) -> None:
    assert decided(observed(9, 0, worker)).retire == (("a",) if ended else ())


def test_who_drains_is_ended_when_it_got_nothing_done_for_too_long() -> None:
    state, ended = State(), []
    for seconds in range(0, 600, 2):
        worker = replace(draining("a"), images_done=min(seconds, 300))
        decision, state = decide(replace(observed(9, 0, worker), now=NOW + seconds), state, RULES)
        if decision.retire:
            ended.append(seconds)

    assert ended[0] == 300 + 182


def test_a_missing_reading_means_hold() -> None:
    decision = decided(replace(observed(9, 0), depth=None, missing=("the queue cannot be read",)))

    assert (decision.acts, decision.wanted) == (False, None)
    assert "the queue cannot be read" in decision.reason
