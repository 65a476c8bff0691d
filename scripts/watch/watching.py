"""The watch: each look at the folder takes what stood still since the one before."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from scripts.client.parallel import in_parallel
from scripts.watch.agenda import Agenda, Look
from scripts.watch.asking import Failed, Taken
from scripts.watch.folder import Picture, WatchedFolder
from scripts.watch.settling import NotLogged, Settling
from scripts.watch.taking import Known, Result, Taking


class Watch:
    """Takes the pictures of a folder; `say` gets a line for each that has to be tried again."""

    def __init__(
        self,
        folder: WatchedFolder,
        taking: Taking,
        settling: Settling,
        *,
        concurrency: int,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._taking = taking
        self._settling = settling
        self._concurrency = concurrency
        self._say = say
        self._clock = clock
        self._agenda = Agenda()

    def look(self, stop: threading.Event) -> None:
        """Look, and take what is due until `stop` is set. Raises FolderGone."""
        look = self._folder.look()
        due = self._agenda.due(look, self._clock())
        to_enrol = [path for path in due if self._folder.enrols(path) is not None]
        # first, so that pictures that come with them know them; one by one, so that nobody is created twice
        self._take(to_enrol, look, concurrency=1, stop=stop)
        others = [path for path in due if self._folder.enrols(path) is None]
        self._take(others, look, concurrency=self._concurrency, stop=stop)

    def unfinished(self) -> list[Path]:
        """Return the pictures of the last look that are still to be done."""
        return self._agenda.unfinished()

    def _take(self, paths: Sequence[Path], look: Look, *, concurrency: int, stop: threading.Event) -> None:
        copies: list[Picture] = []
        self._taking.begin()
        work = partial(self._taken, look)
        for path, result in in_parallel(work, paths, concurrency=concurrency, stop=stop):
            match result:
                case Taken():
                    self._settle(path, result, look)
                case Failed():
                    self._failed(path, result.reason, look)
                case Known():
                    copies.append(result.picture)
        for copy in copies:  # those that they are copies of are settled by now
            if self._settling.settle_again(copy):
                self._agenda.done(copy.path, copy.stamp)

    def _taken(self, look: Look, path: Path) -> tuple[Path, Result]:
        return path, self._taking.take(path, look[path])

    def _settle(self, path: Path, taken: Taken, look: Look) -> None:
        try:
            self._settling.settle(taken)
        except NotLogged as error:
            self._failed(path, f"could not be logged ({error})", look)
        else:
            self._agenda.done(path, look[path])

    def _failed(self, path: Path, reason: str, look: Look) -> None:
        self._agenda.failed(path, look[path], self._clock())
        self._say(f"{self._folder.file(path)}: failed, {reason}")
