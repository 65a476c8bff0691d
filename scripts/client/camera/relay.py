"""Sends frames to the service in the order in which they were taken, and keeps them while it is away."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from scripts.client.answers import Recognition
from scripts.client.camera.frames import Shot
from scripts.client.camera.spool import Spool
from scripts.client.failures import Interrupted, Refused, Unreachable
from scripts.client.patience import pauses

#: Asks the service who is in a frame, once.
Ask = Callable[[Shot], Recognition]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A frame and what the service said of it."""

    shot: Shot
    recognition: Recognition | None  #: None where the service refused the frame
    error: str = ""
    milliseconds: float  #: from sending until the answer
    delay_milliseconds: (
        float  #: from taking the frame until the answer; 0 where a film runs ahead of its time
    )
    was_kept: bool  #: on disk, while the server was away


class Relay:
    """The way of all frames to the service. While frames are kept, new ones queue up behind them."""

    def __init__(
        self,
        ask: Ask,
        spool: Spool,
        *,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ask = ask
        self._spool = spool
        self._say = say
        self._clock = clock
        self._away_since: float | None = None
        self._try_at = 0.0
        self._waits = pauses()

    @property
    def kept(self) -> int:
        """How many frames wait on disk."""
        return len(self._spool)

    @property
    def away_seconds(self) -> float:
        """For how long the server has not answered."""
        return 0.0 if self._away_since is None else self._clock() - self._away_since

    def send(self, shot: Shot) -> Seen | None:
        """Send a new frame and return what was said; or keep it, and return None."""
        seen = None if self._spool else self._try(shot, was_kept=False)
        if seen is None:
            self.keep(shot)
        return seen

    def keep(self, shot: Shot) -> None:
        """Put a frame on disk, to be sent later."""
        dropped = self._spool.dropped
        try:
            self._spool.add(shot)
        except OSError as error:
            self._say(f"{shot.name} is lost: {self._spool.folder} does not take it ({error.strerror}).")
        if self._spool.dropped and not dropped:
            self._say(f"{self._spool.folder} is full: the oldest frames are dropped from now on.")

    def catch_up(self) -> Seen | None:
        """Send the oldest kept frame, if there is one and it is time to try again."""
        if self._clock() < self._try_at or (shot := self._spool.oldest()) is None:
            return None
        seen = self._try(shot, was_kept=True)
        if seen:
            self._spool.remove_oldest()
        return seen

    def _try(self, shot: Shot, *, was_kept: bool) -> Seen | None:
        began_at = self._clock()
        recognition, error = None, ""
        try:
            recognition = self._ask(shot)
        except Refused as failure:
            error = str(failure)
        except Interrupted:
            return None
        except Unreachable as failure:
            self._wait_a_while(failure)
            return None
        self._is_back()
        now = self._clock()
        return Seen(
            shot=shot,
            recognition=recognition,
            error=error,
            milliseconds=round(1000 * (now - began_at), 1),
            delay_milliseconds=max(0.0, round(1000 * (now - shot.taken_at), 1)),
            was_kept=was_kept,
        )

    def _wait_a_while(self, failure: Unreachable) -> None:
        if self._away_since is None:
            self._away_since = self._clock()
            self._say(f"The server is away: {failure}. Frames are kept in {self._spool.folder}.")
        self._try_at = self._clock() + max(next(self._waits), failure.retry_after_seconds)

    def _is_back(self) -> None:
        if self._away_since is not None:
            self._say(f"The server is back after {self.away_seconds:.0f} s; {self.kept} frames were kept.")
        self._away_since = None
        self._waits = pauses()
