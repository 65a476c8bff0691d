"""Follows a stack until nothing is under way any more, and tells what happens to it."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from deploy.failures import Interrupted, Rejected, StackFailed
from deploy.patience import LOOK_SECONDS, Pause, borne
from deploy.stack import Event, StackState

#: So often a stack is looked at that shows no sign of having begun.
_PATIENT_LOOKS = 10


class Followed(Protocol):
    """A stack that can be looked at."""

    def state(self) -> StackState | None:
        """Return how it is; None where there is none."""

    def events(self) -> Iterator[Event]:
        """Return everything that happened to it, newest first, read as far as somebody asks."""


class Following:
    """Tells each event once, from the moment it is made on."""

    def __init__(self, stack: Followed, tell: Callable[[Event], None], pause: Pause) -> None:
        self._stack = stack
        self._tell = tell
        self._pause = pause
        self._newest = borne(self._read_newest, pause)  # of the known events, by its id
        self._causes: list[str] = []
        self._began = False  # whether anything was seen to happen

    def to_the_end(self) -> StackState | None:
        """Wait until the stack is settled and return how it is; None where it is gone.

        A stack that looks settled before anything was seen to happen has not begun yet. Raises
        ServiceUnavailable where looking fails on and on.
        """
        for look in itertools.count():
            began = self._began  # a state read before anything was seen to happen may be the old one
            state = borne(self._stack.state, self._pause)
            self._tell_news()
            never_begins = look >= _PATIENT_LOOKS and not self._began
            if state is None or (state.is_settled and (began or never_begins)):
                return state
            self._pause(LOOK_SECONDS)
        raise AssertionError("counting never ends")

    def until_well(self) -> StackState:
        """Wait until the stack is what it was told to be. Raises StackFailed with the causes."""
        state = self.to_the_end()
        if state is None or not state.is_well:
            raise self.failure(state)
        return state

    def failure(self, state: StackState | None) -> StackFailed:
        """Return what is raised where the stack is not what it was to become."""
        status, reason = (state.status, state.reason) if state else ("gone", "")
        return StackFailed(status, self._causes or ([reason] if reason else []))

    def _tell_news(self) -> None:
        for event in borne(self._read_news, self._pause):
            self._newest = event.id
            self._note(event)

    def _note(self, event: Event) -> None:
        self._began = True
        self._tell(event)
        if event.is_cause:
            self._causes.append(f"{event.resource} ({event.kind}): {event.reason or event.status}")

    def _read_newest(self) -> str | None:
        try:
            return next((event.id for event in self._stack.events()), None)
        except Rejected:  # it does not exist yet
            return None

    def _read_news(self) -> list[Event]:
        """Return what happened after the newest known event, oldest first."""
        try:
            newest_first = list(itertools.takewhile(self._is_news, self._stack.events()))
        except Rejected:  # it does not exist any more
            return []
        return newest_first[::-1]

    def _is_news(self, event: Event) -> bool:
        return event.id != self._newest


@contextmanager
def goes_on(without_us: str) -> Iterator[None]:
    """Wait inside the block; Ctrl-C is answered with what goes on without us. Raises Interrupted."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise Interrupted(without_us) from error
