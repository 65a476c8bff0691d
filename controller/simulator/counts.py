"""What GetQueueAttributes says: counts that were true some seconds ago, and now and then one off.

Every reader sees the same number until it is renewed. When that is does not depend on who reads, so that
all rules meet the same delays.
"""

from random import Random

from controller.simulator.physics import Physics
from controller.simulator.samples import Sample, Samples
from pipeline.queue import Depth


class Counts:
    """The queue's attributes as they were last renewed."""

    def __init__(self, samples: Samples, physics: Physics, random: Random) -> None:
        self._samples = samples
        self._physics = physics
        self._random = random
        self._shown = Depth(visible=0, in_flight=0)
        self._renewed_at = 0.0  #: the next time

    def at(self, now: float) -> Depth:
        """Return what they say now; time must not go back."""
        if not self._physics.count_lag:
            return _depth(self._samples.newest())
        while self._renewed_at <= now:
            self._renew()
        return self._shown

    def _renew(self) -> None:
        random, physics = self._random.random, self._physics
        exact = _depth(self._samples.at(self._renewed_at))
        off = self._random.choice((-1, 1)) if random() < physics.phantoms else 0
        self._shown = Depth(visible=max(0, exact.visible + off), in_flight=exact.in_flight)
        is_long = random() < physics.long_lag_share
        self._renewed_at += physics.long_lag if is_long else physics.count_lag * random()


def _depth(sample: Sample) -> Depth:
    return Depth(visible=sample.visible, in_flight=sample.in_flight)
