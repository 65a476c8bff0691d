"""A policy of production's as a rule under trial: the very same `decide`."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from controller.decision import Decision
from controller.observation import Observation
from controller.simulator.scaler import Drain, Launch, Order, Retire, View

S = TypeVar("S")
R = TypeVar("R")


class PolicyScaler(Generic[S, R]):
    """Observes, decides and acts as production's loop does."""

    def __init__(
        self,
        decide: Callable[[Observation, S, R], tuple[Decision, S]],
        state: S,
        rules: R,
        tick_seconds: float = 5.0,
    ) -> None:
        self.tick_seconds = tick_seconds
        self.decisions: list[Decision] = []  #: those that changed something, for whoever looks into a run
        self._decide = decide
        self._state = state
        self._rules = rules

    def look(self, view: View) -> Sequence[Order]:
        """Return what the policy decided: launches first, then drains, then ends."""
        decision, self._state = self._decide(view.observation(), self._state, self._rules)
        if not decision.acts:
            return ()
        self.decisions.append(decision)
        launches: list[Order] = [Launch(decision.start)] if decision.start else []
        drains = [Drain(each) for each in decision.drain]
        return [*launches, *drains, *(Retire(each) for each in decision.retire)]
