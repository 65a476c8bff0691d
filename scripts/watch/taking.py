"""Takes one picture, in whatever thread: reads it, and asks about it unless that was done."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.watch.agenda import Stamp
from scripts.watch.asking import Failed, Taken
from scripts.watch.folder import Picture, WatchedFolder
from scripts.watch.log import TransactionLog
from scripts.watch.transactions import Mark


@dataclass(frozen=True, kw_only=True)
class Known:
    """A picture that was taken before, or of which a copy is under way."""

    picture: Picture


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A picture that became another one before it was read."""


Result = Taken | Known | Changed | Failed


class Taking:
    """Takes each picture once, though several threads may come upon copies of it."""

    def __init__(
        self, folder: WatchedFolder, ask: Callable[[Picture], Taken | Failed], log: TransactionLog
    ) -> None:
        self._folder = folder
        self._ask = ask
        self._log = log
        self._lock = threading.Lock()
        self._under_way: set[Mark] = set()

    def take(self, path: Path, stamp: Stamp) -> Result:
        """Return what became of a picture; `stamp` is that of the look at it. Raises Interrupted."""
        try:
            picture = self._folder.read(path, stamp)
        except OSError as error:
            return Failed(reason=f"unreadable_file: {error.strerror}")
        if picture is None:
            return Changed()
        if not self._claimed(picture.mark):
            return Known(picture=replace(picture, data=b""))
        return self._ask(picture)

    def begin(self) -> None:
        """Begin a round, the results of the one before being settled."""
        self._under_way.clear()

    def _claimed(self, mark: Mark) -> bool:
        """Whether the picture is this thread's to ask about: nobody has, in this round or before."""
        with self._lock:
            is_known = mark in self._under_way or self._log.find(mark) is not None
            self._under_way.add(mark)
        return not is_known
