"""What becomes of a machine by itself: it boots, crashes, hangs, drains once told to, or is taken away."""

from collections.abc import Callable
from functools import partial

from controller.simulator.agenda import Agenda
from controller.simulator.line import Line
from controller.simulator.machine import Machine
from controller.simulator.physics import Physics
from pipeline.heartbeat import WorkerState

Step = Callable[[Machine, float], None]


class Life:
    """Leads machines through their fates. `refused` and `taken` tell the group what the cloud did."""

    def __init__(self, physics: Physics, agenda: Agenda, line: Line, *, refused: Step, taken: Step) -> None:
        self._physics = physics
        self._agenda = agenda
        self._line = line
        self._refused = refused
        self._taken = taken

    def begin(self, machine: Machine, now: float) -> None:
        """Launch a machine."""
        fate = machine.fate
        if fate.capacity < self._physics.no_capacity:
            self._later(now + fate.api, machine, self._refused)
        else:
            self._later(now + fate.api + fate.pending, machine, self._runs)

    def see_mark(self, machine: Machine, now: float) -> None:
        """Let a machine find its drain mark at its worker's next look."""
        self._later(now + machine.fate.sees_mark, machine, self._drains)

    def end(self, machine: Machine, now: float, grace_seconds: float) -> None:
        """Terminate a machine: it receives nothing more, and dies with what it has not finished in time."""
        machine.ended_at = now
        self._line.close(machine)
        if machine.busy and grace_seconds:
            self._agenda.at(now + grace_seconds, partial(self._dies, machine))
        else:
            self._dies(machine, now)

    def _later(self, when: float, machine: Machine, step: Step) -> None:
        """Take a step then, unless the machine was ended before."""
        if when < float("inf"):
            self._agenda.at(when, lambda now: step(machine, now) if machine.ended_at is None else None)

    def _runs(self, machine: Machine, now: float) -> None:
        machine.running_at = now
        fate = machine.fate
        self._later(now + fate.spot_notice + fate.sees_notice, machine, self._interrupted)
        self._later(now + fate.spot_notice + self._physics.spot_notice, machine, self._taken)
        self._later(now + fate.crash, machine, self._crashes)
        self._later(now + fate.hang, machine, self._hangs)
        if fate.readiness >= self._physics.never_ready:
            self._later(now + fate.boot, machine, self._is_ready)

    def _is_ready(self, machine: Machine, now: float) -> None:
        if machine.hung:
            return
        machine.ready_at = now
        machine.alive = True
        machine.images_done = machine.returned = 0
        machine.service_seconds = 0.0
        machine.enter(now, WorkerState.IDLE)
        if machine.marked_at is not None or machine.interrupted:
            self._drains(machine, now)
        else:
            self._line.open(machine, now)

    def _drains(self, machine: Machine, now: float) -> None:
        if machine.alive and machine.state in (WorkerState.IDLE, WorkerState.BUSY):
            machine.enter(now, WorkerState.DRAINING)
            self._later(now + machine.fate.polls_on, machine, self._stops_polling)

    def _stops_polling(self, machine: Machine, now: float) -> None:
        self._line.close(machine)
        if machine.alive and not machine.busy:
            machine.enter(now, WorkerState.STOPPED)

    def _interrupted(self, machine: Machine, now: float) -> None:
        machine.interrupted = True
        self._drains(machine, now)

    def _crashes(self, machine: Machine, now: float) -> None:
        if machine.alive and machine.state is not WorkerState.STOPPED:
            self._dies(machine, now)
            self._later(now + self._physics.restart_seconds, machine, self._is_ready)

    def _hangs(self, machine: Machine, now: float) -> None:
        machine.hung = True
        self._dies(machine, now)

    def _dies(self, machine: Machine, now: float) -> None:
        machine.alive = False
        machine.hush(now)
        self._line.lose(machine, now)
