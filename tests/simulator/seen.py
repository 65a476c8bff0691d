"""What a rule under test sees, said outright: the queue, the group, CloudWatch's points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from controller.observation import Condition, Observation, Worker
from controller.simulator.scaler import Metric, Order, Point, Scaler, SetDesired, View
from pipeline.queue import Depth


@dataclass(kw_only=True)
class Seen:
    """A moment; tests change it between two looks."""

    now: float = 0.0
    visible: int = 0
    in_flight: int = 0
    desired: int = 0
    in_service: int = 0
    readable: bool = True
    workers: tuple[Worker, ...] = ()
    minutes: Mapping[Metric, Sequence[float | None]] = field(default_factory=dict)  #: the last at `now`

    def observation(self) -> Observation:
        depth = Depth(visible=self.visible, in_flight=self.in_flight) if self.readable else None
        return Observation(now=self.now, depth=depth, workers=self.workers)

    def cloudwatch(self, metric: Metric, periods: int) -> Sequence[Point]:
        values = list(self.minutes.get(metric, ()))
        ends = [self.now - 60 * back for back in reversed(range(len(values)))]
        points = [Point(end, value) for end, value in zip(ends, values, strict=True) if value is not None]
        return points[-periods:]


def worker(worker_id: str, condition: Condition, since: float = 0.0) -> Worker:
    """Return a member of the fleet."""
    return Worker(worker_id=worker_id, condition=condition, since=since)


def desired_after(rule: Scaler, seen: Seen) -> int:
    """Let a rule look, do what it says of the group's size, and return that."""
    orders: Sequence[Order] = rule.look(as_view(seen))
    for order in orders:
        if isinstance(order, SetDesired):
            seen.desired = seen.in_service = order.count
    return seen.desired


def as_view(seen: Seen) -> View:
    """Return a moment as rules know it."""
    return seen
