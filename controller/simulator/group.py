"""The Auto Scaling group: how many machines there are to be, and who they are."""

from controller.observation import LaunchFailure
from controller.simulator.agenda import Agenda
from controller.simulator.draws import Fates, chance
from controller.simulator.life import Life
from controller.simulator.line import Line
from controller.simulator.machine import Machine
from controller.simulator.physics import Physics

#: A machine that goes untold so soon after its launch counts as a failed launch, as in production's fleet.
_EARLY_SECONDS = 180.0
#: What the names of launches begin with that the group has not begun yet.
PENDING = "pending-"


class Group:
    """Keeps as many machines as desired. Losses it makes up for after a while; who is too many, it picks."""

    def __init__(self, physics: Physics, agenda: Agenda, line: Line, seed: int) -> None:
        self.desired = 0
        self.members: dict[str, Machine] = {}  #: who lives and was not told to end, by name
        self.failures: list[LaunchFailure] = []
        self.busy_kills = 0
        self.short_since = 0.0  #: when somebody was last lost or refused
        self._physics = physics
        self._agenda = agenda
        self._line = line
        self._fates = Fates(physics, seed)
        self._life = Life(physics, agenda, line, refused=self._refused, taken=self._taken)
        self._victim = chance(seed, "victims").choice

    @property
    def launching(self) -> int:
        """Machines that are missing and for which the group will try again."""
        return max(0, self.desired - len(self.members))

    def launch(self, count: int, now: float) -> None:
        """Raise what is desired, as far as the maximum allows."""
        self.set_desired(max(self.desired, len(self.members)) + count, now)

    def set_desired(self, count: int, now: float) -> None:
        """Have so many. Where there are more, any may go: AWS looks at zones and ages, not at work."""
        self.desired = max(0, min(count, self._physics.max_workers))
        self._reconcile(now)
        while len(self.members) > self.desired:
            self._terminate(self._victim(list(self.members.values())), now)

    def drain(self, name: str, now: float) -> None:
        """Write a machine's drain mark, unless there is one. A launch not yet begun is given up."""
        machine = self.members.get(name)
        if machine is None:
            self._give_up(name)
        elif machine.marked_at is None:
            machine.mark(now)
            self._life.see_mark(machine, now)

    def retire(self, name: str, now: float) -> None:
        """Terminate a machine, or give up a launch not yet begun, and put nobody in its place."""
        machine = self.members.get(name)
        if machine is not None:
            self._terminate(machine, now)
            self.desired = max(0, self.desired - 1)
        else:
            self._give_up(name)

    def _give_up(self, name: str) -> None:
        if name.startswith(PENDING) and self.launching:
            self.desired -= 1

    def _terminate(self, machine: Machine, now: float) -> None:
        self.busy_kills += machine.busy > 0
        del self.members[machine.name]
        self._life.end(machine, now, self._physics.grace_seconds)

    def _reconcile(self, now: float) -> None:
        while len(self.members) < self.desired:
            index = len(self._line.machines)
            machine = Machine(index=index, launched_at=now, fate=self._fates[index], physics=self._physics)
            self._line.machines.append(machine)
            self.members[machine.name] = machine
            self._life.begin(machine, now)

    def _refused(self, machine: Machine, now: float) -> None:
        self.failures.append(LaunchFailure(at=now, why="InsufficientInstanceCapacity", refused=True))
        self._goes(machine, now)

    def _taken(self, machine: Machine, now: float) -> None:
        if now - machine.launched_at < _EARLY_SECONDS and machine.marked_at is None:
            self.failures.append(LaunchFailure(at=now, why=f"{machine.name} was gone soon after its launch"))
        self._goes(machine, now)

    def _goes(self, machine: Machine, now: float) -> None:
        """Lose a machine to the cloud; the group makes up for it later."""
        del self.members[machine.name]
        self.short_since = now
        self._life.end(machine, now, grace_seconds=0)
        self._agenda.at(now + self._physics.replacement_seconds, self._reconcile)
