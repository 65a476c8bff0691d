"""Launches that came to nothing lately, so that a policy can stop trying."""

from collections.abc import Callable, Iterable

from controller.observation import LaunchFailure

#: How long a failed launch is told of, seconds.
_KEPT_SECONDS = 600.0


class RecentFailures:
    """Remembers failed launches for ten minutes; one that is noted twice counts once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock  #: seconds since the epoch
        self._failures: frozenset[LaunchFailure] = frozenset()

    def note(self, failures: Iterable[LaunchFailure]) -> None:
        """Remember some more."""
        self._failures |= frozenset(failures)

    def all(self) -> tuple[LaunchFailure, ...]:
        """Return those of the last ten minutes, oldest first."""
        first = self._clock() - _KEPT_SECONDS
        self._failures = frozenset(each for each in self._failures if each.at > first)
        return tuple(sorted(self._failures, key=lambda failure: (failure.at, failure.why)))
