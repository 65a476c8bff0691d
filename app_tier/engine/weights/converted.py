"""Keeps converted models, so that each is made once and every later start finds it."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import FacefleetError

_DIGITS = 16  #: of a checksum in a file's name: by chance alone, two are alike once in 10^19


class ModelsFolderUnusable(FacefleetError):
    """The folder for converted models cannot be used."""


class ConvertedModels:
    """A folder of one machine, shared by its processes.

    A model is `<name>/<key>-<content>.onnx`: `key` is the checksum of what it was made from, `content` that
    of the file itself, so that a damaged one is noticed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str, *, sources: Sequence[bytes], version: str, convert: Callable[[], bytes]) -> Path:
        """Return the model's file, made by `convert` if there is none of these sources and this version yet.

        Other processes wait meanwhile, and one that is killed leaves nothing behind that counts. Models from
        other sources or versions stay: another release's processes may be about to open them. A folder that
        cannot be written serves as long as the model is there. Raises ModelsFolderUnusable, and whatever
        `convert` raises.
        """
        folder = self._folder / name
        key = _checksum(version.encode(), *sources)
        if found := _intact(folder, key):
            return found
        with _alone_in(folder):
            return _intact(folder, key) or _store(folder, key, convert())


def _intact(folder: Path, key: str) -> Path | None:
    with _failures_explained(folder):
        for path in folder.glob(f"{key}-*.onnx"):
            with suppress(FileNotFoundError):  # replaced meanwhile
                if path.stem == f"{key}-{_checksum(path.read_bytes())}":
                    return path
    return None


def _store(folder: Path, key: str, model: bytes) -> Path:
    path = folder / f"{key}-{_checksum(model)}.onnx"
    unfinished = folder / "unfinished"
    with _failures_explained(folder):
        with unfinished.open("wb") as file:
            file.write(model)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave the name without the content
        unfinished.replace(path)
        for other in set(folder.glob(f"{key}-*.onnx")) - {path}:  # damaged ones
            other.unlink()
    return path


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes out; the kernel lets them in when this one ends, however it does."""
    with _failures_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
    with lock:
        with _failures_explained(folder):  # some network file systems know no locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _failures_explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelsFolderUnusable(
            f"The folder for converted models {folder} cannot be used: {error}"
        ) from error


def _checksum(*parts: bytes) -> str:
    """Return a checksum that tells ("ab", "c") from ("a", "bc")."""
    each = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(each).hexdigest()[:_DIGITS]
