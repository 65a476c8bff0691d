"""Which of the pictures in a folder are due: written to their end, not done with, not put off. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

#: A picture that failed is tried again after this time, then after twice that, and so on.
FIRST_PAUSE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 600.0


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What of a file changes when it is written to or replaced."""

    size: int  #: bytes
    changed_ns: int  #: time of the last change, nanoseconds
    inode: int

    @classmethod
    def at(cls, path: Path) -> Self:
        """Look at a file. Raises OSError."""
        stat = path.stat()
        return cls(size=stat.st_size, changed_ns=stat.st_mtime_ns, inode=stat.st_ino)


#: The pictures in a folder, in the order in which they are to be taken.
Look = Mapping[Path, Stamp]


@dataclass(frozen=True, kw_only=True)
class _PutOff:
    stamp: Stamp
    pause_seconds: float
    until: float


class Agenda:
    """Compares each look at the folder with the one before it.

    A picture whose size and time stood still between the two is taken for complete: nobody says when they
    have finished writing. Empty files are not begun yet.
    """

    def __init__(self) -> None:
        self._last: Look = {}
        self._done: dict[Path, Stamp] = {}
        self._put_off: dict[Path, _PutOff] = {}

    def due(self, look: Look, now: float) -> list[Path]:
        """Return the pictures to be taken now."""
        still = [path for path, stamp in look.items() if stamp.size and self._last.get(path) == stamp]
        self._forget(look)
        self._last = look
        return [path for path in still if path not in self._done and not self._waits(path, now)]

    def unfinished(self) -> list[Path]:
        """Return the pictures of the last look that are not done."""
        return [path for path in self._last if path not in self._done]

    def done(self, path: Path, stamp: Stamp) -> None:
        """Leave a picture alone from now on, as long as it stays what it is."""
        self._done[path] = stamp

    def failed(self, path: Path, stamp: Stamp, now: float) -> None:
        """Try a picture again later."""
        before = self._put_off.get(path)
        pause = min(2 * before.pause_seconds, LONGEST_PAUSE_SECONDS) if before else FIRST_PAUSE_SECONDS
        self._put_off[path] = _PutOff(stamp=stamp, pause_seconds=pause, until=now + pause)

    def _waits(self, path: Path, now: float) -> bool:
        return path in self._put_off and now < self._put_off[path].until

    def _forget(self, look: Look) -> None:
        """Forget pictures that have gone or have become others."""
        self._done = {path: stamp for path, stamp in self._done.items() if look.get(path) == stamp}
        self._put_off = {path: off for path, off in self._put_off.items() if look.get(path) == off.stamp}
