"""The long polls that are open: whom the next image goes to."""

from random import Random

from controller.simulator.machine import Machine


class Polls:
    """Machines with a free slot, in no order: adding, picking and removing take no longer with more."""

    def __init__(self, random: Random) -> None:
        self.machines: list[Machine] = []
        self._random = random.random

    def add(self, machine: Machine) -> None:
        """Open a machine's poll, unless it is open."""
        if machine.place < 0:
            machine.place = len(self.machines)
            self.machines.append(machine)

    def remove(self, machine: Machine) -> None:
        """Close a machine's poll, unless it is closed."""
        if machine.place < 0:
            return
        last = self.machines.pop()
        if last is not machine:
            self.machines[machine.place] = last
            last.place = machine.place
        machine.place = -1

    def pick(self) -> Machine:
        """Return any of them. There must be one."""
        return self.machines[int(self._random() * len(self.machines))]
