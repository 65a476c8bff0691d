"""One moment as the law sees it: what was observed, what it is worth, and within which bounds."""

from dataclasses import dataclass

from controller.observation import Observation, Worker
from controller.policies.forecast.arrivals import onsets, per_second
from controller.policies.forecast.boots import typical
from controller.policies.forecast.capacity import Capacity, capacity_of
from controller.policies.forecast.evidence import is_work
from controller.policies.forecast.recent import Wishes, highest, remember
from controller.policies.forecast.replacing import Rollout, replacements, rollout_of
from controller.policies.forecast.rules import Rules
from controller.policies.forecast.speed import Speed, prior
from controller.policies.forecast.state import State
from controller.policies.forecast.trouble import Trouble, trouble
from controller.policies.forecast.wish import Demand, Wish, wish
from pipeline.queue import Depth

_FIRST_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a decision rests on."""

    now: float  #: seconds since the epoch
    watched: float  #: for so long without a break, seconds
    inherits: bool  #: whether somebody was there when that began
    depth: Depth
    demand: Demand
    speed: Speed
    boot: float  #: from launch to ready, seconds
    capacity: Capacity
    given_up: tuple[str, ...]  #: workers that will not come up any more
    rollout: Rollout
    wish: Wish
    wishes: Wishes  #: the highest of a while, this one included
    trouble: Trouble | None
    last_message_at: float
    rules: Rules

    @property
    def least(self) -> int:
        """Workers below which more are launched."""
        return self._bounded(self.wish.least)

    @property
    def most(self) -> int:
        """Workers beyond which some may go."""
        return self._bounded(highest(self.wishes))

    @property
    def wanted(self) -> int:
        """Workers there are to be: those there are, unless they are too few or too many."""
        return min(max(self.capacity.count, self.least), self.most)

    @property
    def replacements(self) -> int:
        """Workers of the newest version there are to be before the old ones go."""
        return replacements(self.rollout, least=self.least, most=self.most)

    @property
    def is_full(self) -> bool:
        """Whether nobody can be launched, and nobody comes or goes already who would change that."""
        return self.room <= 0 and self.capacity.taken == len(self.capacity.ready)

    @property
    def room(self) -> int:
        """How many more there may be, the dead and the leaving counted too: they are paid for."""
        return self.rules.max_workers - self.capacity.taken

    @property
    def knows_arrivals(self) -> bool:
        """Whether it has seen enough of what arrives; until then who keeps up with it would seem too many.

        Who found nobody there knows: what arrived before was nobody's to keep up with.
        """
        return self.watched >= _FIRST_SECONDS or not self.inherits

    @property
    def excess(self) -> int:
        """How many more work, or will, than there may be: somebody has lowered the maximum."""
        return max(0, self.capacity.count - self.rules.max_workers)

    @property
    def allowed(self) -> int:
        """Workers that trouble lets there be, or the bounds."""
        return self.trouble.allowed if self.trouble else self.rules.max_workers

    def _bounded(self, workers: int) -> int:
        return min(max(workers, self.rules.min_workers), self.rules.max_workers)


def situation_of(
    observation: Observation,
    depth: Depth,
    workers: tuple[Worker, ...],
    state: State,
    *,
    given_up: tuple[str, ...],
    rules: Rules,
) -> Situation:
    """Return what an observation means to a state that has learned from it."""
    now = observation.now
    capacity = capacity_of(workers, given_up=given_up)
    there_is_work = capacity.count or is_work(depth, state.sightings, rules.phantom)
    demand = Demand(
        backlog=depth.backlog if there_is_work else 0,
        arrivals=per_second(state.arrivals, now),
        onsets=onsets(state.arrivals, now),
        quiet=now - state.last_message_at,
    )
    speed, boot = state.speed or prior(rules), typical(state.boots, rules.boot)
    wished = wish(demand, capacity, speed, boot=boot, now=now, rules=rules)
    return Situation(
        now=now,
        watched=0.0 if state.since is None else now - state.since,
        inherits=state.inherits,
        depth=depth,
        demand=demand,
        speed=speed,
        boot=boot,
        capacity=capacity,
        given_up=given_up,
        rollout=rollout_of(capacity, observation.version),
        wish=wished,
        wishes=remember(state.wishes, now, wished.most, rules.hold),
        trouble=trouble(state.tries, state.fuse, capacity, now, rules),
        last_message_at=state.last_message_at,
        rules=rules,
    )
