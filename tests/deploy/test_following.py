"""A stack is followed until it is settled, and its failure told with the cause."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from deploy.failures import Interrupted, StackFailed
from deploy.following import Following, goes_on
from deploy.stack import Change, Event, StackState
from pipeline.errors import ServiceUnavailable


def state(status: str, reason: str = "") -> StackState:
    return StackState(name="s", status=status, reason=reason, parameters={}, outputs={})


def event(number: int, status: str, reason: str = "") -> Event:
    return Event(
        id=str(number),
        at=datetime(2026, 11, 21, tzinfo=UTC),
        resource=f"Resource{number}",
        kind="AWS::Some::Thing",
        status=status,
        reason=reason,
    )


#: What a look shows: how the stack is, and what has happened by then, oldest first; or that it fails.
Look = tuple[StackState | None, list[Event]] | ServiceUnavailable


class ScriptedStack:
    """Goes from look to look, and stays with the last."""

    def __init__(self, *script: Look) -> None:
        self._script = list(script)
        self.pauses = 0

    def state(self) -> StackState | None:
        return self._look()[0]

    def events(self) -> Iterator[Event]:
        yield from reversed(self._look()[1])

    def pause(self, _seconds: float) -> None:
        self.pauses += 1
        if len(self._script) > 1:
            self._script.pop(0)

    def _look(self) -> tuple[StackState | None, list[Event]]:
        if isinstance(self._script[0], ServiceUnavailable):
            raise self._script[0]
        return self._script[0]


def follow(stack: ScriptedStack, told: list[str]) -> Following:
    return Following(stack, lambda event: told.append(event.status), stack.pause)


def test_what_happens_is_told_once_and_what_happened_before_is_not() -> None:
    before, started, done = (
        event(1, "CREATE_COMPLETE"),
        event(2, "UPDATE_IN_PROGRESS"),
        event(3, "UPDATE_COMPLETE"),
    )
    stack = ScriptedStack(
        (state("UPDATE_IN_PROGRESS"), [before]),
        (state("UPDATE_IN_PROGRESS"), [before, started]),
        (state("UPDATE_COMPLETE"), [before, started, done]),
    )
    told: list[str] = []

    assert follow(stack, told).until_well().status == "UPDATE_COMPLETE"
    assert told == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
    assert stack.pauses == 2


def test_a_failed_creation_is_told_with_its_cause_and_not_with_what_followed_from_it() -> None:
    cause = event(1, "CREATE_FAILED", "You have exceeded your quota.")
    consequence = event(2, "CREATE_FAILED", "Resource creation cancelled")
    stack = ScriptedStack(
        (state("CREATE_IN_PROGRESS"), []), (state("ROLLBACK_COMPLETE"), [cause, consequence])
    )

    with pytest.raises(StackFailed) as raised:
        follow(stack, []).until_well()

    assert raised.value.reasons == ("Resource1 (AWS::Some::Thing): You have exceeded your quota.",)
    assert "ROLLBACK_COMPLETE" in str(raised.value)


def test_a_stack_that_still_shows_its_last_state_has_not_begun() -> None:
    begun, done = event(1, "UPDATE_IN_PROGRESS"), event(2, "UPDATE_COMPLETE")
    stack = ScriptedStack(
        (state("CREATE_COMPLETE"), []),
        (state("UPDATE_IN_PROGRESS"), [begun]),
        (state("UPDATE_COMPLETE"), [begun, done]),
    )

    assert follow(stack, []).until_well().status == "UPDATE_COMPLETE"


def test_a_state_read_before_the_change_began_is_not_taken_for_its_end() -> None:
    begun, failed = event(1, "UPDATE_IN_PROGRESS"), event(2, "UPDATE_FAILED", "It never answered.")
    stack = ScriptedStack(
        (state("UPDATE_COMPLETE"), []),
        (state("UPDATE_COMPLETE"), [begun]),  # the change began after the state was read
        (state("UPDATE_ROLLBACK_IN_PROGRESS"), [begun, failed]),
        (state("UPDATE_ROLLBACK_COMPLETE"), [begun, failed]),
    )

    with pytest.raises(StackFailed, match="It never answered"):
        follow(stack, []).until_well()


def test_a_change_that_begins_at_the_last_patient_look_is_waited_for() -> None:
    begun = event(1, "UPDATE_IN_PROGRESS")
    stack = ScriptedStack(
        *[(state("UPDATE_COMPLETE"), [])] * 10,
        (state("UPDATE_COMPLETE"), [begun]),
        (state("UPDATE_ROLLBACK_COMPLETE"), [begun]),
    )

    with pytest.raises(StackFailed):
        follow(stack, []).until_well()


def test_looks_that_fail_for_a_while_are_borne() -> None:
    before, begun, done = (event(number, "UPDATE_IN_PROGRESS") for number in range(3))
    throttled = ServiceUnavailable("Rate exceeded")
    stack = ScriptedStack(
        throttled,
        (state("UPDATE_IN_PROGRESS"), [before]),
        (state("UPDATE_IN_PROGRESS"), [before, begun]),
        *[throttled] * 8,
        (state("UPDATE_COMPLETE"), [before, begun, done]),
    )
    told: list[str] = []

    assert follow(stack, told).until_well().status == "UPDATE_COMPLETE"
    assert len(told) == 2  # what was there before is no news, though it could not be read at first


def test_looks_that_fail_on_and_on_end_the_waiting() -> None:
    stack = ScriptedStack((state("UPDATE_IN_PROGRESS"), []), ServiceUnavailable("ExpiredToken"))
    following = follow(stack, [])

    with pytest.raises(ServiceUnavailable, match="ExpiredToken"):
        following.to_the_end()


def test_of_a_long_history_nothing_is_read_but_the_news() -> None:
    class OldStack(ScriptedStack):
        read = 0

        def events(self) -> Iterator[Event]:
            for each in super().events():
                self.read += 1
                yield each

    history = [event(number, "UPDATE_COMPLETE") for number in range(1000)]
    begun, done = event(1001, "UPDATE_IN_PROGRESS"), event(1002, "UPDATE_COMPLETE")
    stack = OldStack(
        (state("UPDATE_COMPLETE"), history),
        (state("UPDATE_IN_PROGRESS"), [*history, begun]),
        (state("UPDATE_COMPLETE"), [*history, begun, done]),
    )

    follow(stack, []).until_well()

    assert stack.read == 6  # one to begin with, then at each look the news and one that is known


def test_a_stack_in_which_nothing_ever_happens_is_not_waited_for_without_end() -> None:
    stack = ScriptedStack(*[(state("CREATE_COMPLETE"), [])] * 20)

    assert follow(stack, []).to_the_end() is not None
    assert stack.pauses == 10


def test_without_an_event_the_stacks_own_reason_is_told() -> None:
    stack = ScriptedStack(*[(state("UPDATE_ROLLBACK_COMPLETE", "Somebody cancelled it."), [])] * 20)

    with pytest.raises(StackFailed, match="Somebody cancelled it"):
        follow(stack, []).until_well()


def test_a_stack_that_is_gone_has_reached_its_end() -> None:
    stack = ScriptedStack((state("DELETE_IN_PROGRESS"), []), (None, []))

    assert follow(stack, []).to_the_end() is None


def test_ctrl_c_is_answered_with_what_goes_on() -> None:
    with pytest.raises(Interrupted, match="AWS goes on"), goes_on("AWS goes on."):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("action", "replacement", "words"),
    [
        ("Add", "", "added"),
        ("Modify", "False", "changed"),
        ("Modify", "True", "replaced"),
        ("Modify", "Conditional", "changed, perhaps replaced"),
        ("Remove", "", "removed"),
        ("Import", "", "import"),
    ],
)
def test_a_change_is_said_in_words(action: str, replacement: str, words: str) -> None:
    assert Change(action=action, resource="R", kind="K", replacement=replacement).words == words
