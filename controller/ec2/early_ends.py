"""Machines that went away soon after their launch without being told to drain, as one does whose boot fails.

Whoever ends them: also one that the controller retires, if it was never drained, had no work to give up.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from controller.ec2.changes import LAG_SECONDS
from controller.observation import LaunchFailure

#: Who lived so long had started well, seconds: twice what a slow boot takes. A Spot machine that is taken
#: back sooner counts as a failure too, which it is for whoever waits.
_EARLY_SECONDS = 180.0


class EarlyEnds:
    """Compares each reading of who lives with the one before.

    One that is too new for an old reading may be missing in it and live: that is settled at a later look.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock  #: seconds since the epoch
        self._launched_at: dict[str, float] = {}

    def since_last_look(self, launched_at: Mapping[str, float], told: Collection[str]) -> list[LaunchFailure]:
        """Return those that were there the last time and are not any more.

        `launched_at` has all that live (instance id → seconds since the epoch), `told` who is to drain.
        """
        now = self._clock()
        missing = {each: at for each, at in self._launched_at.items() if each not in launched_at}
        unsure = {each: at for each, at in missing.items() if now - at < LAG_SECONDS}
        self._launched_at = unsure | {each: at for each, at in launched_at.items() if each not in told}
        return list(_failures(missing, now))


def _failures(missing: Mapping[str, float], now: float) -> Iterator[LaunchFailure]:
    for instance_id, launched_at in missing.items():
        if LAG_SECONDS <= now - launched_at < _EARLY_SECONDS:
            why = f"{instance_id} was gone {now - launched_at:.0f} s after its launch"
            yield LaunchFailure(at=now, why=why)
