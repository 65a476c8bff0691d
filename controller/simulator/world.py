"""One run: a workload, a rule, and the world that both live in."""

from controller.simulator.agenda import Agenda
from controller.simulator.cloudwatch import MINUTE, CloudWatch
from controller.simulator.counts import Counts
from controller.simulator.draws import chance
from controller.simulator.group import Group
from controller.simulator.line import Line
from controller.simulator.obeying import Obeying
from controller.simulator.physics import Physics
from controller.simulator.readings import Readings
from controller.simulator.samples import Samples
from controller.simulator.scaler import Scaler
from controller.simulator.workload import Workload

#: How long after the workload's last moment a run may go on.
_AFTERWARDS_SECONDS = 3600.0


class World:
    """Everything of one run, put together."""

    def __init__(self, workload: Workload, scaler: Scaler, physics: Physics, seed: int) -> None:
        self.workload = workload
        self.physics = physics
        self.horizon = workload.duration_seconds + _AFTERWARDS_SECONDS
        self.ended_at = self.horizon
        self.agenda = Agenda()
        self.line = Line(workload, physics, self.agenda, seed)
        self.group = Group(physics, self.agenda, self.line, seed)
        self.samples = Samples(self.line, self.group)
        self.obeying = Obeying(self.group, physics.throttled, chance(seed, "calls"))
        self._scaler = scaler
        self._cloudwatch = CloudWatch(self.line, self.group, physics, chance(seed, "metrics"))
        counts = Counts(self.samples, physics, chance(seed, "counts"))
        self._readings = Readings(self.group, counts, self._cloudwatch, physics, chance(seed, "looks"))
        phase = chance(seed, "phases").random()  # nobody's clock knows of the first arrival
        self.agenda.at(0.0, self._second)
        self.agenda.at(phase * MINUTE, self._minute)
        self.agenda.at(phase * scaler.tick_seconds, self._tick)

    def run(self) -> None:
        """Go through the run's time."""
        now = 0.0
        while now < self.ended_at:
            self.line.advance()
            now = self.agenda.step()

    def _second(self, now: float) -> None:
        sample = self.samples.take()
        if sample.machines == 0 and self.group.desired == 0 and self.line.finished:
            self.ended_at = now
        self.agenda.at(now + 1.0, self._second)

    def _minute(self, now: float) -> None:
        self._cloudwatch.minute(now)
        self.agenda.at(now + MINUTE, self._minute)

    def _tick(self, now: float) -> None:
        self.obeying.obey(self._scaler.look(self._readings.at(now)), now)
        self.agenda.at(now + self._scaler.tick_seconds, self._tick)
