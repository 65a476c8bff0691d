"""The law for machines as it decides again and again."""

from controller.decision import Decision
from controller.observation import Condition, LaunchFailure, Observation, Worker
from controller.policies.forecast import Rules, State, decide, machine_rules
from pipeline.queue import Depth
from tests.controller.observations import NOW, QUIET

RULES = machine_rules(min_workers=0, max_workers=20)


class Controller:
    """Decides again and again, two seconds apart unless told otherwise."""

    def __init__(self, rules: Rules = RULES, state: State = QUIET) -> None:
        self.now = NOW
        self._rules = rules
        self._state = state

    def sees(
        self,
        visible: int,
        *workers: Worker,
        in_flight: int = 0,
        after: float = 2,
        version: str = "",
        failures: tuple[LaunchFailure, ...] = (),
    ) -> Decision:
        """Let some time pass, and decide. Workers' times are as of NOW."""
        self.now += after
        depth = Depth(visible=visible, in_flight=in_flight)
        observation = Observation(
            now=self.now, depth=depth, workers=workers, version=version, failures=failures
        )
        decision, self._state = decide(observation, self._state, self._rules)
        return decision


def booted(
    worker_id: str, condition: Condition, *, launched: float, since: float, boot: float = 45
) -> Worker:
    """Return a worker launched so many seconds before NOW, and in its condition for so many."""
    return Worker(
        worker_id=worker_id,
        condition=condition,
        since=NOW - since,
        launched_at=NOW - launched,
        ready_at=NOW - launched + boot,
        slots=2,
    )
