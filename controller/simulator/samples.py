"""How it went, second by second: for the counts that readers see late, and for the time line."""

from typing import NamedTuple

import numpy as np

from controller.simulator.group import Group
from controller.simulator.line import Line
from controller.simulator.run import Timeline

#: Most points that a time line is made of.
_MOST_POINTS = 2000


class Sample(NamedTuple):
    """One second."""

    visible: int
    in_flight: int
    ready: int
    machines: int


class Samples:
    """One sample per second of the run, from the first on."""

    def __init__(self, line: Line, group: Group) -> None:
        self._line = line
        self._group = group
        self.all: list[Sample] = []

    def take(self) -> Sample:
        """Add what is true now."""
        sample = self.newest()
        self.all.append(sample)
        return sample

    def newest(self) -> Sample:
        """Return what is true now."""
        line, members = self._line, self._group.members
        ready = sum(machine.takes for machine in members.values())
        return Sample(len(line.visible), line.in_flight, ready, len(members))

    def at(self, second: float) -> Sample:
        """Return what was true in a second that has begun."""
        return self.all[min(int(second), len(self.all) - 1)]

    def timeline(self) -> Timeline:
        """Return the whole run, thinned out evenly."""
        step = -(-len(self.all) // _MOST_POINTS)
        columns = np.array(self.all[::step], dtype=np.int64).T
        seconds = np.arange(columns.shape[1], dtype=np.float64) * step
        visible, in_flight, ready, machines = columns
        return Timeline(seconds=seconds, queue=visible, in_flight=in_flight, ready=ready, machines=machines)
