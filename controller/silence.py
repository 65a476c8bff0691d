"""For how long workers have said nothing new, by the controller's own clock.

A worker's clock is not trusted: one that is wrong would make the worker seem silent. Nor is time that passed
unseen: while reports could not be read, workers could not write any either, and nobody is to be given up for
that.
"""

from collections.abc import Callable, Mapping

from pipeline.heartbeat import Heartbeat


class Silence:
    """Counts from reading to reading."""

    def __init__(self, *, clock: Callable[[], float], longest_step: float) -> None:
        self._clock = clock  #: seconds, of which only differences count
        self._longest_step = longest_step  #: as much as may count between two readings, seconds
        self._heard: Mapping[str, Heartbeat] = {}
        self._seconds: dict[str, float] = {}
        self._read_at: float | None = None

    def after(self, reports: Mapping[str, Heartbeat]) -> Mapping[str, float]:
        """Return for how many seconds each has repeated what it last said, this reading included."""
        step = self._step()
        self._seconds = {
            name: self._seconds.get(name, 0.0) + step if report == self._heard.get(name) else 0.0
            for name, report in reports.items()
        }
        self._heard = reports
        return self._seconds

    def interrupted(self) -> None:
        """Note that a reading failed: the time around it does not count."""
        self._read_at = None

    def _step(self) -> float:
        now, before = self._clock(), self._read_at
        self._read_at = now
        return 0.0 if before is None else min(max(0.0, now - before), self._longest_step)
