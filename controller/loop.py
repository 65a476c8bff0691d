"""The controller's loop: observe, decide, act."""

import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Protocol

from controller.observation import Observation
from controller.policy import Decision, Rules, State, decide
from pipeline import logs

log = logs.get_logger()


class Observes(Protocol):
    """Where a tick's readings come from."""

    def observe(self) -> Observation:
        """Return what is known now."""


class Controller:
    """Decides once per tick; `act` carries a decision out, or only looks at it in a dry run."""

    def __init__(
        self, *, observer: Observes, act: Callable[[Observation, Decision], None], rules: Rules, state: State
    ) -> None:
        self._observer = observer
        self._act = act
        self._rules = rules
        self._state = state
        self._wanted: int | None = -1  # nothing was decided yet, so that the first decision is news

    def run(self, tick_seconds: float, stop: threading.Event) -> None:
        """Tick until `stop`, whatever happens in a tick."""
        while not stop.is_set():
            try:
                self.tick()
            except Exception:  # the next tick looks at everything anew
                log.exception("a tick failed: nothing was decided")
            stop.wait(tick_seconds)

    def tick(self) -> Decision:
        """Decide once and act on it."""
        observation = self._observer.observe()
        decision, self._state = decide(observation, self._state, self._rules)
        self._log(observation, decision)
        self._act(observation, decision)
        return decision

    def _log(self, observation: Observation, decision: Decision) -> None:
        """Log what was decided with everything it was decided from; what changes nothing is a detail."""
        news = decision.acts or decision.wanted != self._wanted
        self._wanted = decision.wanted
        write = log.info if news else log.debug
        write(
            decision.reason,
            wanted=decision.wanted,
            start=decision.start,
            drain=decision.drain,
            observation=asdict(observation),
            state=asdict(self._state),
            rules=asdict(self._rules),
        )
