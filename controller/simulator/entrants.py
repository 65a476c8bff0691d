"""Who takes part: our policy, the rules of others, and fixed sizes as lines to compare with.

Ours and per-message are production's own policies, with production's rules for machines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from controller.policies import forecast, per_message
from controller.simulator.baselines.buildkite import Buildkite
from controller.simulator.baselines.course import Course
from controller.simulator.baselines.fixed import Fixed
from controller.simulator.baselines.keda import Keda
from controller.simulator.baselines.step_scaling import StepScaling
from controller.simulator.baselines.target_tracking import TargetTracking
from controller.simulator.physics import Physics
from controller.simulator.policy_scaler import PolicyScaler
from controller.simulator.scaler import Scaler
from controller.simulator.workload import Workload

OURS = "ours"

_PER_MESSAGE_MOST = 20  #: as in the course systems


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A rule, and how to make one for a run."""

    make: Callable[[Workload, Physics], Scaler]
    is_baseline: bool = True  #: a rule that scales, to be beaten; fixed sizes and ours are none


def ours(physics: Physics, wait_target: float | None = None) -> Scaler:
    """Return our policy as it runs in production; `wait_target` in seconds, None for its default."""
    rules = forecast.machine_rules(min_workers=0, max_workers=physics.max_workers, slots=physics.slots)
    if wait_target is not None:
        rules = replace(rules, wait_target=wait_target)
    return PolicyScaler(forecast.decide, forecast.at_start(0.0), rules, forecast.MACHINE_TICK_SECONDS)


def _per_message() -> Scaler:
    rules = per_message.Rules(min_workers=0, max_workers=_PER_MESSAGE_MOST)
    return PolicyScaler(per_message.decide, per_message.State(), rules, tick_seconds=1.0)


def _fixed(count: int) -> Entrant:
    return Entrant(make=lambda workload, _: Fixed(count, until=workload.duration_seconds), is_baseline=False)


ENTRANTS: Mapping[str, Entrant] = {
    OURS: Entrant(make=lambda _, physics: ours(physics), is_baseline=False),
    "per-message": Entrant(make=lambda _, __: _per_message()),
    "course": Entrant(make=lambda _, __: Course()),
    "buildkite": Entrant(make=lambda _, physics: Buildkite(physics.slots)),
    "keda-hpa": Entrant(make=lambda _, __: Keda()),
    "target-tracking": Entrant(
        make=lambda _, physics: TargetTracking(physics.service_seconds / physics.slots)
    ),
    "step-scaling": Entrant(make=lambda _, __: StepScaling()),
    "fixed-1": _fixed(1),
    "fixed-5": _fixed(5),
    "fixed-20": _fixed(20),
}

#: names of the rules that ours is judged against
BASELINES = tuple(name for name, entrant in ENTRANTS.items() if entrant.is_baseline)
