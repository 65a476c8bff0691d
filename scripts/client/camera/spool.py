"""Frames on disk while the server is away: one file each, in order, bounded in size."""

from collections import deque
from pathlib import Path
from urllib.parse import quote, unquote

from scripts.client.camera.frames import Shot

_LONGEST_NAME = 150  # characters in quotes; file systems take 255 for all


class Spool:
    """A queue in a folder. A file's name says its place, when the frame was taken, and the frame's name.

    What an earlier run left is still in it. Past `max_bytes` the oldest frames are dropped and counted.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.folder = folder
        self.dropped = 0
        self._max_bytes = max_bytes
        paths = sorted(folder.glob("[0-9]*-[0-9]*-*.frame")) if folder.is_dir() else []
        self._files = deque((path, path.stat().st_size) for path in paths)
        self._bytes = sum(size for _, size in self._files)

    def __len__(self) -> int:
        return len(self._files)

    def add(self, shot: Shot) -> None:
        """Keep a frame, dropping the oldest ones if need be. Raises OSError where the disk refuses it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # pictures of people
        path = self.folder / self._name(shot)
        draft = path.with_suffix(".part")
        draft.write_bytes(shot.data)
        draft.replace(path)
        self._files.append((path, len(shot.data)))
        self._bytes += len(shot.data)
        while self._bytes > self._max_bytes and len(self._files) > 1:
            self.remove_oldest()
            self.dropped += 1

    def oldest(self) -> Shot | None:
        """Return the first frame, passing over files that somebody took away; None where there is none."""
        while self._files:
            path, _ = self._files[0]
            try:
                return _shot(path)
            except FileNotFoundError:
                self.remove_oldest()
        return None

    def remove_oldest(self) -> None:
        """Take away the first frame."""
        path, size = self._files.popleft()
        self._bytes -= size
        path.unlink(missing_ok=True)

    def _name(self, shot: Shot) -> str:
        place = _place(self._files[-1][0]) + 1 if self._files else 0
        return f"{place:012d}-{shot.taken_ms:015d}-{quote(shot.name, safe='')[:_LONGEST_NAME]}.frame"


def _place(path: Path) -> int:
    return int(path.name.split("-", 2)[0])


def _shot(path: Path) -> Shot:
    _, taken_ms, name = path.name.removesuffix(".frame").split("-", 2)
    return Shot(name=unquote(name), taken_at=int(taken_ms) / 1000, data=path.read_bytes())
