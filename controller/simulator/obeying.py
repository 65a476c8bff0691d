"""Carries a rule's orders out, as far as the cloud's API lets it."""

from collections.abc import Iterable
from random import Random

from controller.simulator.group import Group
from controller.simulator.scaler import Drain, Launch, Order, Retire, SetDesired


class Obeying:
    """Counts changes of direction besides."""

    def __init__(self, group: Group, throttled: float, random: Random) -> None:
        self.reversals = 0
        self._group = group
        self._throttled = throttled
        self._random = random
        self._direction = 0

    def obey(self, orders: Iterable[Order], now: float) -> None:
        """Do it all now. A launch or an end by name may be refused; SetDesired is AWS's own and never is."""
        for order in orders:
            match order:
                case Launch(count) if not self._refused():
                    self._turn(count)
                    self._group.launch(count, now)
                case Drain(worker_id):
                    self._turn(-1)
                    self._group.drain(worker_id, now)
                case Retire(worker_id) if not self._refused():
                    self._turn_unless_draining(worker_id)
                    self._group.retire(worker_id, now)
                case SetDesired(count):
                    self._turn(count - self._group.desired)
                    self._group.set_desired(count, now)

    def _refused(self) -> bool:
        return self._random.random() < self._throttled

    def _turn_unless_draining(self, worker_id: str) -> None:
        machine = self._group.members.get(worker_id)
        if machine is not None and machine.marked_at is None and not machine.interrupted:
            self._turn(-1)

    def _turn(self, by: int) -> None:
        direction = (by > 0) - (by < 0)
        if direction and direction != self._direction:
            self.reversals += self._direction != 0
            self._direction = direction
