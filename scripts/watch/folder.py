"""Looks into the watched folder and reads its pictures."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.client.pictures import is_picture, pictures_under
from scripts.watch.agenda import Look, Stamp
from scripts.watch.names import ENROLMENTS, enrolled_name, visible
from scripts.watch.transactions import Mark


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that was read."""

    path: Path
    stamp: Stamp
    file: str  #: its path in the watched folder, as it is told
    mark: Mark
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Its file name, as it is sent."""
        return visible(self.path.name)

    @property
    def taken_ms(self) -> int:
        """When it was written, which is when it was taken as far as a file can say; milliseconds."""
        return self.stamp.changed_ns // 1_000_000


class FolderGone(Exception):
    """The watched folder cannot be read any more."""


class WatchedFolder:
    """The pictures that lie in a folder itself, and those to enrol, in folders too.

    Links are passed over: whoever may put pictures here need not be allowed to read what they lead to.
    """

    def __init__(self, folder: Path, *, enrol_prefix: str, collection: str) -> None:
        self._folder = folder
        self._enrol_prefix = enrol_prefix
        self._collection = collection

    def look(self) -> Look:
        """Return all pictures, in order of path. Raises FolderGone."""
        stamps: dict[Path, Stamp] = {}
        try:
            paths = sorted(self._pictures())
        except OSError as error:
            raise FolderGone(f"{self._folder} cannot be looked into: {error.strerror}") from error
        for path in paths:
            try:
                stamps[path] = Stamp.at(path)
            except FileNotFoundError:
                continue  # somebody took it away
        return stamps

    def enrols(self, path: Path) -> str | None:
        """Return whom a picture enrols; None: nobody."""
        name = enrolled_name(path.relative_to(self._folder), self._enrol_prefix)
        return None if name is None else visible(name)

    def file(self, path: Path) -> str:
        """Return a picture's path in the folder, as it is told."""
        return visible(path.relative_to(self._folder).as_posix())

    def read(self, path: Path, stamp: Stamp) -> Picture | None:
        """Return a picture; None where it is another one than it was at the look. Raises OSError."""
        data = path.read_bytes()
        if Stamp.at(path) != stamp:
            return None
        mark = Mark(
            sha256=hashlib.sha256(data).hexdigest(), person=self.enrols(path), collection=self._collection
        )
        return Picture(path=path, stamp=stamp, file=self.file(path), mark=mark, data=data)

    def _pictures(self) -> Iterator[Path]:
        own = (path for path in self._folder.iterdir() if is_picture(path))
        enrolments = self._folder / ENROLMENTS
        to_enrol = () if enrolments.is_symlink() else pictures_under(enrolments)
        for path in (*own, *to_enrol):
            if not path.is_symlink() and not path.name.startswith("."):
                yield path
