"""The controller's loop: observe, decide, tell, act. The policy is handed in, so that the loop knows none."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from controller.decision import Decision
from controller.observation import Observation
from pipeline import logs

log = logs.get_logger()

#: What a policy remembers from one decision to the next.
S = TypeVar("S")

#: Somebody who is told of a decision: the fleet's hands, the log, the metrics.
Told = Callable[[Observation, Decision], None]


class Observes(Protocol):
    """Where a tick's readings come from."""

    def observe(self) -> Observation:
        """Return what is known now."""


class Controller(Generic[S]):
    """Decides once per tick, while it leads; `act` carries a decision out, or only looks in a dry run."""

    def __init__(
        self,
        *,
        observer: Observes,
        act: Told,
        decide: Callable[[Observation, S], tuple[Decision, S]],
        state: S,
        leads: Callable[[], bool] = lambda: True,
        tell: Sequence[Told] = (),
    ) -> None:
        self._observer = observer
        self._act = act
        self._decide = decide
        self._state = state
        self._leads = leads
        self._tell = tell

    def run(self, tick_seconds: float, stop: threading.Event) -> None:
        """Tick until `stop`, whatever happens in a tick."""
        while not stop.is_set():
            try:
                self.tick()
            except Exception:  # the next tick looks at everything anew
                log.exception("a tick failed: nothing was decided")
            stop.wait(tick_seconds)

    def tick(self) -> Decision | None:
        """Decide once and act on it; None where another controller leads, or does by now."""
        if not self._leads():
            return None
        observation = self._observer.observe()
        decision, state = self._decide(observation, self._state)
        if decision.acts and not self._leads():  # it lost the lead while it looked and thought
            log.info(
                "a decision was dropped: this controller does not lead any more", dropped=decision.reason
            )
            return None
        self._state = state
        for told in self._tell:
            told(observation, decision)
        self._act(observation, decision)
        return decision
