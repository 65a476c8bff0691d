"""Waiting for what takes minutes, saying so meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from ami.bake.errors import TookTooLong

T = TypeVar("T")

_PAUSE = 5.0  # seconds between two looks
_REMINDER = 60.0  # seconds between two lines that say what is waited for


class Patience:
    """Waits as long as a whole build may take, all its waits together, unless one has a limit of its own."""

    def __init__(
        self,
        *,
        seconds: float,
        tell: Callable[[str], None],
        clock: Callable[[], float],
        pause: Callable[[float], None],
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._pause = pause
        self._began = clock()
        self._seconds = seconds

    def until(self, what: str, look: Callable[[], T | None], *, within: float | None = None) -> T:
        """Return what `look` returns as soon as it is something. Raises TookTooLong, naming `what`.

        `within` is the wait's own limit in seconds, whatever is left of the build's: for what ought not to
        take that long, and for what must be cleared away in any case.
        """
        self.tell(what)
        told = self._clock()
        began, seconds = (self._began, self._seconds) if within is None else (told, within)
        while (found := look()) is None:
            if self._clock() - began > seconds:
                raise TookTooLong(f"Still not done after {seconds / 60:.0f} minutes: {what}")
            if self._clock() - told >= _REMINDER:
                self.tell(f"still: {what}")
                told = self._clock()
            self._pause(_PAUSE)
        return found

    def tell(self, sentence: str) -> None:
        """Say something, with the time since the beginning before it."""
        minutes, seconds = divmod(round(self._elapsed()), 60)
        self._tell(f"{minutes:3d}:{seconds:02d}  {sentence}")

    def _elapsed(self) -> float:
        return self._clock() - self._began
