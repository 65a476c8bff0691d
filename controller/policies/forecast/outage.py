"""Notices that most tries fail: something that workers depend on is down, and more of them would not help.

Without it an outage looks like load, and the fleet grows while it lasts.
"""

from dataclasses import dataclass

from controller.policies.forecast.rules import FuseRules
from controller.policies.forecast.tally import Tally


@dataclass(frozen=True, kw_only=True)
class Tries:
    """How tries of images went of late."""

    readings: tuple[
        tuple[float, int, int], ...
    ] = ()  #: (seconds since the epoch, done, returned), all in all

    @property
    def done(self) -> int:
        """Images done of late."""
        return self.readings[-1][1] - self.readings[0][1]

    @property
    def failed(self) -> int:
        """Tries that went back to the queue of late."""
        return self.readings[-1][2] - self.readings[0][2]


def note(tries: Tries, now: float, tally: Tally, rules: FuseRules) -> Tries:
    """Return the tries with what was done since."""
    kept = [each for each in tries.readings if now - rules.tries_window <= each[0] < now]
    return Tries(readings=(*kept, (now, tally.done, tally.returned)))


def is_outage(tries: Tries, rules: FuseRules) -> bool:
    """Return whether so many tries fail that the fault is not the images'."""
    total = tries.done + tries.failed
    return total >= rules.tries and tries.failed >= rules.failed_share * total
