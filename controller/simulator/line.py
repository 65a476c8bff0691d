"""The images' way: arriving, waiting, in work, answered. The simulator's inner loop.

A machine with a free slot has a long poll open and takes what comes; which of several gets an image is
chance. It takes no more than it has slots for: production's small read-ahead is left out. Only images
with troubles leave the short path.
"""

from collections import deque
from heapq import heapify, heappop, heappush, heapreplace

from controller.simulator.agenda import Agenda
from controller.simulator.draws import chance, service_seconds
from controller.simulator.machine import Machine
from controller.simulator.physics import Physics
from controller.simulator.polls import Polls
from controller.simulator.troubles import Troubles
from controller.simulator.workload import Workload
from pipeline.heartbeat import WorkerState

_NEVER = float("inf")


class Line:
    """All images of a run, by their numbers, and the machines that take them."""

    def __init__(self, workload: Workload, physics: Physics, agenda: Agenda, seed: int) -> None:
        self.arrivals: list[float] = [*workload.arrivals.tolist(), _NEVER]
        self.service: list[float] = service_seconds(workload, physics, seed).tolist()
        self.answered_at: list[float] = [_NEVER] * workload.images
        self.arrived = 0
        self.visible: deque[int] = deque()
        self.machines: list[Machine] = []  #: all there ever were, by their numbers
        self.polls = Polls(chance(seed, "polls"))
        self._takers = self.polls.machines
        self.due: list[tuple[float, int, int]] = [(_NEVER, -1, -1)]  #: a try's end, image, machine; a heap
        self.troubles = Troubles(self, workload, physics, agenda, seed)
        self._troubled = self.troubles.marked
        self._outages = self.troubles.outages
        self._agenda = agenda

    @property
    def in_flight(self) -> int:
        """Images held by machines, or by nobody and hidden still."""
        return len(self.due) - 1 + self.troubles.hidden

    @property
    def finished(self) -> bool:
        """Whether everything came, and nothing is left to do."""
        return self.arrived == len(self.answered_at) and not self.visible and not self.in_flight

    def advance(self) -> None:
        """Let images arrive and be answered up to the next entry of the agenda."""
        arrivals, due, entries = self.arrivals, self.due, self._agenda.entries
        while True:
            now, image, index = due[0]
            if arrivals[self.arrived] <= now:
                now = arrivals[self.arrived]
                if now >= entries[0][0]:
                    return
                self.arrived += 1
                self.show(self.arrived - 1, now)
            elif now >= entries[0][0]:
                return
            else:
                self._end(now, image, self.machines[index])

    def show(self, image: int, now: float) -> None:
        """Make an image visible, and hand it out if somebody polls."""
        self.visible.append(image)
        if self._takers:
            self._hand_out(now)

    def open(self, machine: Machine, now: float) -> None:
        """Let a machine receive."""
        machine.takes = True
        self.polls.add(machine)
        self._hand_out(now)

    def close(self, machine: Machine) -> None:
        """Let a machine receive nothing more; what it holds it keeps."""
        machine.takes = False
        self.polls.remove(machine)

    def lose(self, machine: Machine, now: float) -> None:
        """Let a machine die with all it holds, which comes back when its visibility ends."""
        self.close(machine)
        held = [each for each in self.due if each[2] == machine.index]
        if held:
            self.due[:] = [each for each in self.due if each[2] != machine.index]
            heapify(self.due)
        machine.busy = 0
        for ends, image, _ in held:
            self.troubles.lost(image, ends - self.service[image], now)

    def _hand_out(self, now: float) -> None:
        while self._takers and (image := self._receive(now)) >= 0:
            machine = self.polls.pick()
            heappush(self.due, (now + self.service[image], image, machine.index))
            if machine.state is WorkerState.IDLE:
                machine.enter(now, WorkerState.BUSY)
            machine.busy += 1
            if machine.busy == machine.slots:
                self.polls.remove(machine)

    def _receive(self, now: float) -> int:
        """Return the next image that is worth a try, -1 where there is none."""
        visible = self.visible
        while visible:
            image = visible.popleft()
            if not self._troubled[image] or self.troubles.begins(image, now):
                return image
        return -1

    def _end(self, now: float, image: int, machine: Machine) -> None:
        """End a try: the first of those that are due."""
        if now >= machine.report_due:
            machine.catch_up(now)
        if self._troubled[image] or self._outages.now:
            self.troubles.ends(image, machine, now)
        else:
            self.answered_at[image] = now
            machine.did(self.service[image])
        following = self._receive(now) if machine.takes else -1
        if following >= 0:
            heapreplace(self.due, (now + self.service[following], following, machine.index))
        else:
            heappop(self.due)
            self._rest(machine, now)

    def _rest(self, machine: Machine, now: float) -> None:
        machine.busy -= 1
        if machine.takes:
            self.polls.add(machine)
        if machine.busy == 0 and machine.state is WorkerState.BUSY:
            machine.enter(now, WorkerState.IDLE)
        elif machine.busy == 0 and not machine.takes:
            machine.enter(now, WorkerState.STOPPED)
