"""How many workers are worth having: a least, below which more are launched, and a most, above which some go.

More are launched when images are about to wait longer than they should, by the backlog as it will be when a
launch can help: less what those that are there, and those that boot, will have done by then. Then as many are
launched as keep up with what goes on arriving and do that backlog within the wait target; beside others that
work already, as find a paid minute's work.

Those stay that keep up with what arrives and do the backlog as it is. One stays where the next image is
likely to come before keeping the worker has cost more than a launch: in a flow, and where work has begun as
often of late.
"""

from dataclasses import dataclass
from math import ceil

from controller.policies.forecast.arrivals import ONSETS_SECONDS
from controller.policies.forecast.capacity import Capacity
from controller.policies.forecast.rules import Rules
from controller.policies.forecast.speed import Speed

#: Part of a worker for which none is kept: a little backlog now and then takes its place.
_SLACK = 0.15
#: A wait target of nothing at all means this, seconds.
_SHORTEST_SECONDS = 0.001


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What is to be done."""

    backlog: int  #: unfinished images, as far as that is believed
    arrivals: float  #: images per second
    onsets: int  #: times that work began, in the last `ONSETS_SECONDS`
    quiet: float  #: seconds since there was last anything to do


@dataclass(frozen=True, kw_only=True)
class Wish:
    """So many workers, at least and at most."""

    least: int
    most: int
    forecast_backlog: float  #: when a worker launched now could help


def wish(demand: Demand, capacity: Capacity, speed: Speed, *, boot: float, now: float, rules: Rules) -> Wish:
    """Return what the demand is worth."""
    done = capacity.worker_seconds(span=boot, now=now, boot=boot) * speed.images_per_second
    forecast = max(0.0, demand.backlog + demand.arrivals * boot - done)
    least = _least(forecast, demand, capacity, speed, rules)
    return Wish(least=least, most=max(least, _most(demand, speed, rules)), forecast_backlog=forecast)


def _least(forecast: float, demand: Demand, capacity: Capacity, speed: Speed, rules: Rules) -> int:
    if demand.backlog == 0:
        return 0
    if capacity.count and forecast <= rules.steady_wait * capacity.count * speed.images_per_second:
        return 1
    within = max(rules.wait_target, rules.relaunch) if capacity.ready else rules.wait_target
    return ceil(_workers(forecast, within, demand.arrivals, speed))


def _most(demand: Demand, speed: Speed, rules: Rules) -> int:
    if demand.backlog == 0 and not _more_is_near(demand, rules):
        return 0
    return max(1, ceil(_workers(demand.backlog, rules.wait_target, demand.arrivals, speed) - _SLACK))


def _more_is_near(demand: Demand, rules: Rules) -> bool:
    """Whether work is likely to come before keeping a worker for it has cost more than a launch.

    Likely is what came as often of late. Who has waited for as long as a launch costs has waited for nothing.
    """
    flows = demand.arrivals * rules.relaunch > 1
    recurs = demand.onsets * rules.relaunch > ONSETS_SECONDS
    return flows or (recurs and demand.quiet < rules.relaunch)


def _workers(backlog: float, within: float, arrivals: float, speed: Speed) -> float:
    """Return how many keep up with the arrivals and do the backlog within so many seconds."""
    return (arrivals + backlog / max(within, _SHORTEST_SECONDS)) / speed.images_per_second
