"""A policy of production's decides inside the simulator as it does outside."""

from dataclasses import dataclass

from controller.decision import Decision
from controller.observation import Condition, Observation
from controller.simulator.physics import Physics
from controller.simulator.policy_scaler import PolicyScaler
from controller.simulator.scaler import Drain, Launch, Retire
from controller.simulator.simulate import simulate
from tests.simulator.worlds import images


@dataclass(frozen=True)
class Looks:
    """How often was decided."""

    count: int = 0


def one_while_needed(observation: Observation, state: Looks, rules: int) -> tuple[Decision, Looks]:
    """Have `rules` machines while there is anything to do; drain the idle, end the drained."""
    after = Looks(state.count + 1)
    depth, workers = observation.depth, observation.workers
    if depth is None or workers is None:
        return Decision(wanted=None, reason="hold"), after
    wanted = rules if depth.backlog else 0
    living = [each for each in workers if each.condition is not Condition.DRAINED]
    idle = [each.worker_id for each in workers if each.condition is Condition.IDLE]
    drained = tuple(each.worker_id for each in workers if each.condition is Condition.DRAINED)
    decision = Decision(
        wanted=wanted,
        start=max(0, wanted - len(living)),
        drain=() if wanted else tuple(idle),
        retire=drained,
        reason="a test",
    )
    return decision, after


def test_a_policy_brings_machines_and_takes_them_away_by_the_drain_handshake() -> None:
    scaler = PolicyScaler(one_while_needed, Looks(), 2, tick_seconds=1.0)

    came = simulate(images(10.0, 11.0, 200.0), scaler, Physics.quiet(), 1)

    assert came.ended_at_zero
    assert (len(came.waits), came.busy_kills) == (3, 0)
    assert came.launches == 4
    assert came.reversals == 3
    assert came.seconds_at_zero > 3600
    assert any(decision.drain for decision in scaler.decisions)


def test_a_decision_becomes_orders_launches_first() -> None:
    def decide(observation: Observation, state: None, rules: None) -> tuple[Decision, None]:
        return Decision(wanted=2, start=2, drain=("a",), retire=("b", "c"), reason="all of it"), None

    class Nothing:
        now = 0.0
        desired = in_service = 0

        def observation(self) -> Observation:
            return Observation(now=0.0, depth=None, workers=None)

        def cloudwatch(self, metric: object, periods: int) -> list[object]:
            return []

    orders = PolicyScaler(decide, None, None).look(Nothing())  # type: ignore[arg-type]

    assert orders == [Launch(2), Drain("a"), Retire("b"), Retire("c")]
