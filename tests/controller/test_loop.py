"""The loop: what it does with a decision, and what it survives."""

import threading
from collections.abc import Callable

from controller.decision import Decision
from controller.loop import Controller, Told
from controller.observation import Observation
from tests.controller.observations import observed

#: What the policy below decides, in its order.
START = Decision(wanted=2, start=2, reason="Two are needed.")
STAY = Decision(wanted=2, reason="Two are right.")


class Replay:
    """Observes what it was given, one after the other, and stops the loop at the end."""

    def __init__(self, *observations: Observation | Exception, stop: threading.Event | None = None) -> None:
        self._left = list(observations)
        self._stop = stop

    def observe(self) -> Observation:
        observation = self._left.pop(0)
        if self._stop and not self._left:
            self._stop.set()
        if isinstance(observation, Exception):
            raise observation
        return observation


class Notes:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []

    def note(self, observation: Observation, decision: Decision) -> None:
        self.decisions.append(decision)


def first_start_then_stay(observation: Observation, decisions: int) -> tuple[Decision, int]:
    """Decide by how many decisions there were, which is all that this policy remembers."""
    return (STAY if decisions else START), decisions + 1


def controller(
    replay: Replay, act: Told, leads: Callable[[], bool] = lambda: True, tell: tuple[Told, ...] = ()
) -> Controller[int]:
    return Controller(observer=replay, act=act, decide=first_start_then_stay, state=0, leads=leads, tell=tell)


def test_a_decision_is_carried_out_and_told() -> None:
    fleet, log = Notes(), Notes()

    decision = controller(Replay(observed(3, 0)), fleet.note, tell=(log.note,)).tick()

    assert decision == START
    assert fleet.decisions == log.decisions == [START]


def test_what_one_decision_remembers_the_next_one_knows() -> None:
    one = controller(Replay(observed(3, 0), observed(3, 0)), Notes().note)

    assert [one.tick(), one.tick()] == [START, STAY]


def test_a_tick_that_fails_does_not_end_the_loop() -> None:
    stop, fleet = threading.Event(), Notes()
    replay = Replay(RuntimeError("out of luck"), observed(1, 0), stop=stop)

    controller(replay, fleet.note).run(0.001, stop)

    assert fleet.decisions == [START]


def test_an_action_that_fails_does_not_end_the_loop() -> None:
    stop, seen = threading.Event(), Notes()

    def act(observation: Observation, decision: Decision) -> None:
        seen.note(observation, decision)
        if decision.acts:
            raise RuntimeError("throttled")

    controller(Replay(observed(1, 0), observed(1, 0), stop=stop), act).run(0.001, stop)

    assert seen.decisions == [START, STAY]


def test_who_does_not_lead_looks_at_nothing_and_decides_nothing() -> None:
    fleet = Notes()

    decision = controller(Replay(), fleet.note, leads=lambda: False).tick()

    assert decision is None
    assert fleet.decisions == []


def test_who_lost_the_lead_while_it_thought_does_not_act() -> None:
    fleet, log, leads = Notes(), Notes(), iter([True, False])
    one = controller(Replay(observed(3, 0)), fleet.note, leads=lambda: next(leads), tell=(log.note,))

    assert one.tick() is None

    assert fleet.decisions == log.decisions == []  # nor does the log say that it did


def test_what_was_dropped_is_decided_anew() -> None:
    fleet, leads = Notes(), iter([True, False, True, True])
    one = controller(Replay(observed(3, 0), observed(3, 0)), fleet.note, leads=lambda: next(leads))

    one.tick()
    one.tick()

    assert fleet.decisions == [START]
