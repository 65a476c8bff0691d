"""What one decision remembers for the next."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from controller.observation import Condition, Observation, Worker
from controller.policies import stalls
from controller.policies.forecast import arrivals, boots, evidence, fuse, outage, speed, tally
from controller.policies.forecast.arrivals import Arrivals
from controller.policies.forecast.believing import Belief, believe
from controller.policies.forecast.boots import Boots
from controller.policies.forecast.evidence import Sightings
from controller.policies.forecast.fuse import Fuse
from controller.policies.forecast.outage import Tries
from controller.policies.forecast.recent import Wishes
from controller.policies.forecast.reporting import Reporting
from controller.policies.forecast.rules import Rules
from controller.policies.forecast.speed import Speed
from controller.policies.forecast.tally import Tally
from controller.policies.stalls import Stalls
from pipeline.queue import Depth


@dataclass(frozen=True, kw_only=True)
class State:
    """Each part is explained by the module of its name."""

    last_message_at: float  #: when there was last anything to do, seconds since the epoch
    since: float | None = None  #: when it began to look, without a break; None before that
    inherits: bool = False  #: whether there were workers then
    belief: Belief | None = None
    sightings: Sightings = ()
    tally: Tally = field(default_factory=Tally)
    arrivals: Arrivals = field(default_factory=Arrivals)
    boots: Boots = field(default_factory=Boots)
    speed: Speed | None = None  #: None before the first look
    wishes: Wishes = ()
    fuse: Fuse = field(default_factory=Fuse)
    tries: Tries = field(default_factory=Tries)
    stalls: Stalls = field(default_factory=Stalls)
    reporting: Reporting = field(default_factory=Reporting)


def at_start(now: float) -> State:
    """Return the state of a controller that starts, or waits for its turn: it has not looked yet."""
    return State(last_message_at=now)


def without_memory() -> State:
    """Return the state of who looks once and keeps nothing: what is to be seen is all there ever was."""
    return State(last_message_at=float("-inf"), since=float("-inf"))


def learn(
    observation: Observation,
    depth: Depth,
    workers: tuple[Worker, ...],
    state: State,
    *,
    given_up: Collection[str],
    rules: Rules,
) -> State:
    """Return the state with what this observation tells; who is `given_up` was launched in vain."""
    now = observation.now
    in_vain = sum(each.worker_id in given_up and each.condition is Condition.STARTING for each in workers)
    counted = tally.count(state.tally, workers)
    belief = believe(state.belief, depth, workers, now, rules)
    return replace(
        state,
        since=now if state.since is None else state.since,
        inherits=bool(workers) if state.since is None else state.inherits,
        last_message_at=_last_message_at(now, belief.depth, workers, state),
        belief=belief,
        sightings=evidence.look(state.sightings, depth),
        tally=counted,
        arrivals=arrivals.note(state.arrivals, now, depth.backlog + counted.done),
        boots=boots.learn(state.boots, workers, now, rules.boot_patience),
        speed=speed.learn(state.speed or speed.prior(rules), workers, counted.done - state.tally.done),
        fuse=fuse.look(
            fuse.give_up(state.fuse, now, in_vain), observation.failures, workers, now, rules.fuse
        ),
        tries=outage.note(state.tries, now, counted, rules.fuse),
        stalls=stalls.look(state.stalls, workers, now),
    )


def _last_message_at(now: float, depth: Depth, workers: tuple[Worker, ...], state: State) -> float:
    """Return the last sign of work: heartbeats show what came and went between two looks at the queue."""
    if depth.backlog or any(worker.condition is Condition.BUSY for worker in workers):
        return now
    idle_since = [worker.since for worker in workers if worker.condition is Condition.IDLE]
    past = [since for since in idle_since if since <= now]  # later ones are of clocks that are ahead
    return max([state.last_message_at, *past])
