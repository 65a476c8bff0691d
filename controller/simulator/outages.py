"""Times in which something else is down, the buckets for instance, so that every try fails."""

from functools import partial
from typing import Protocol

from controller.simulator.agenda import Agenda
from controller.simulator.machine import Machine
from controller.simulator.workload import Workload
from pipeline.heartbeat import WorkerState

#: The longest pause of production's worker (app_tier/setbacks.py), which a lasting outage soon leads to.
_PAUSE_SECONDS = 5.0


class Receivers(Protocol):
    """What outages need of the line."""

    def open(self, machine: Machine, now: float) -> None:
        """Let a machine receive."""

    def close(self, machine: Machine) -> None:
        """Let a machine receive nothing more."""


class Outages:
    """Whether it is one now. Machines notice, and receive with pauses, so that images keep their tries."""

    def __init__(self, receivers: Receivers, workload: Workload, agenda: Agenda) -> None:
        self.now = False
        self._receivers = receivers
        self._agenda = agenda
        for start, end in workload.outages:
            agenda.at(start, lambda _: self._set(True))
            agenda.at(end, lambda _: self._set(False))

    def pause(self, machine: Machine, now: float) -> None:
        """Let a machine whose try failed wait before it receives again."""
        if machine.takes:
            self._receivers.close(machine)
            self._agenda.at(now + _PAUSE_SECONDS, partial(self._goes_on, machine))

    def _goes_on(self, machine: Machine, now: float) -> None:
        works = machine.alive and machine.state in (WorkerState.IDLE, WorkerState.BUSY)
        if works and machine.ended_at is None and not machine.takes:
            self._receivers.open(machine, now)

    def _set(self, down: bool) -> None:
        self.now = down
