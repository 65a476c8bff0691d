"""Everything together: queue, group, workers and the controllers that scale them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from controller.actions import Actions
from controller.decision import Decision
from controller.ec2.fleet import Ec2Fleet
from controller.lease import Lease
from controller.loop import Controller
from controller.observation import Observation
from controller.observer import Observer
from controller.policies.forecast import Rules, State, at_start, decide
from controller.silence import Silence
from pipeline.errors import ServiceUnavailable
from pipeline.stores.memory import MemoryStore
from tests.controller.clock import Clock
from tests.strict.group import NAME, StrictGroup
from tests.strict.queue import StrictQueue
from tests.strict.worker import StrictWorker

_BOOT_SECONDS = 20.0
_TICK_SECONDS = 5
_SILENT_SECONDS = 30.0
_INTERRUPTION_SECONDS = 120.0
#: For so long the worker of a broken image tries, and up to four seconds longer.
_BROKEN_SECONDS = 20.0


class FailingStore(MemoryStore):
    """The state bucket: lists nothing and takes no reports while it `fails`."""

    fails = False

    def keys(self, prefix: str = "") -> Iterator[str]:
        if self.fails:
            raise ServiceUnavailable("the bucket does not answer")
        return super().keys(prefix)

    def put(self, key: str, data: bytes, content_type: str = "") -> None:
        if self.fails:
            raise ServiceUnavailable("the bucket does not answer")
        super().put(key, data, content_type)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A machine that a controller ended, and how it was with it."""

    worker_id: str
    held: int | None  #: the message that it had in hand
    lived: bool  #: whether its worker was at it


class World:
    """Moves by the second; whatever a test breaks stays broken until it mends it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.clock = Clock(now=1_000_000.0)
        self.queue = StrictQueue(self.clock)
        # more than the rules allow, so that these are what keeps the bound
        self.group = StrictGroup(most=2 * rules.max_workers, clock=self.clock)
        self.store = FailingStore()
        self.workers: dict[str, StrictWorker] = {}
        self.taken_at: dict[str, float] = {}  #: machine → when the cloud takes it back
        self.boots: deque[float | None] = deque()  #: those of the next machines; None never is ready
        self.is_broken = False  #: whether new machines fail their self-test and switch themselves off
        self.image_every = 0  #: an image comes in every so many seconds; 0 is never
        self.most_members = 0
        self.launched = 0  #: machines, ever
        self.ended: list[Ended] = []
        self.controllers: dict[str, Controller[State]] = {}
        self.add_controller("first")

    def add_controller(self, name: str) -> None:
        """Start a controller, or start it again: it remembers nothing.

        Between its look at the world and what it does, workers go on.
        """
        fleet = Ec2Fleet(
            group=NAME,
            autoscaling=cast(Any, self.group),
            ec2=cast(Any, self.group),
            store=self.store,
            clock=self.clock,
        )
        leads = Lease(store=self.store, me=name, patience_seconds=15, clock=self.clock).hold
        actions = Actions(fleet=fleet, store=self.store, leads=leads)

        def act(observation: Observation, decision: Decision) -> None:
            self._workers_go_on()
            actions.carry_out(observation, decision)

        self.controllers[name] = Controller(
            observer=Observer(
                depth=self.queue.depth,
                roster=fleet.roster,
                store=self.store,
                silence=Silence(clock=self.clock, longest_step=3 * _TICK_SECONDS),
                silent_seconds=_SILENT_SECONDS,
                clock=self.clock,
            ),
            act=act,
            decide=partial(decide, rules=self.rules),
            state=at_start(self.clock()),
            leads=leads,
        )

    def pass_seconds(self, seconds: int) -> None:
        """Let everybody do what there is to do."""
        for _ in range(seconds):
            self.clock.now += 1
            if self.image_every and self.clock.now % self.image_every == 0:
                self.queue.send(1)
            self.group.pass_time()
            self._machines_come_and_go()
            if self.clock.now % _TICK_SECONDS == 0:
                self._tick()  # sees what workers last said of themselves, a second ago
            self._workers_go_on()
            self.queue.pass_time()
            self.most_members = max(self.most_members, self.members)

    @property
    def members(self) -> int:
        """All machines, those that are being launched included."""
        return max(self.group.desired, len(self.group.instances))

    def take_away(self, worker_id: str) -> None:
        """Take a machine away at once, as the cloud may."""
        self.taken_at.pop(worker_id, None)
        self.group.vanish(worker_id)
        self.workers.pop(worker_id, None)

    def interrupt(self, worker_id: str) -> None:
        """Tell a machine that it will be taken away."""
        self.workers[worker_id].interrupted = True
        self.taken_at[worker_id] = self.clock.now + _INTERRUPTION_SECONDS

    def _machines_come_and_go(self) -> None:
        for worker_id in [each for each, at in self.taken_at.items() if at <= self.clock.now]:
            self.take_away(worker_id)
        for worker_id in sorted(self.group.instances.keys() - self.workers.keys()):
            self._begins(worker_id, self.boots.popleft() if self.boots else _BOOT_SECONDS)

    def _begins(self, worker_id: str, boot: float | None) -> None:
        self.launched += 1
        if self.is_broken:
            boot, self.taken_at[worker_id] = None, self.clock.now + _BROKEN_SECONDS + self.launched % 5
        self.workers[worker_id] = StrictWorker(
            worker_id=worker_id,
            ready_at=None if boot is None else self.clock.now + boot,
            queue=self.queue,
            store=self.store,
        )

    def _workers_go_on(self) -> None:
        for worker in self.workers.values():
            worker.pass_time(self.clock.now)

    def _tick(self) -> None:
        for controller in list(self.controllers.values()):
            controller.tick()
            for worker_id in sorted(self.workers.keys() - self.group.instances.keys()):
                self._bury(self.workers.pop(worker_id))

    def _bury(self, worker: StrictWorker) -> None:
        self.taken_at.pop(worker.worker_id, None)
        self.ended.append(Ended(worker_id=worker.worker_id, held=worker.holds, lived=worker.alive))
