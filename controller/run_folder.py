"""One small file per running process, so that whoever comes next knows what runs."""

from pathlib import Path

from controller.sessions import Session
from pipeline.codec import Codec
from pipeline.errors import MalformedMessage

_CODEC = Codec(Session)


class RunFolder:
    """Sessions by name, each in a file of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, name: str, session: Session) -> None:
        """Write a session down, over what was there under that name; a reader sees the old or the new."""
        self._path.mkdir(parents=True, exist_ok=True)
        unfinished = self._path / f"{name}.new"
        unfinished.write_bytes(_CODEC.encode(session))
        unfinished.replace(self._file(name))

    def forget(self, name: str) -> None:
        """Remove a session's file; one that is not there is fine."""
        self._file(name).unlink(missing_ok=True)

    def sessions(self) -> dict[str, Session]:
        """Return what is written down, living or not."""
        found = {file.stem: _read(file) for file in sorted(self._path.glob("*.json"))}
        return {name: session for name, session in found.items() if session is not None}

    def _file(self, name: str) -> Path:
        return self._path / f"{name}.json"


def _read(file: Path) -> Session | None:
    try:
        return _CODEC.decode(file.read_bytes())
    except (FileNotFoundError, MalformedMessage):
        return None  # ended since it was listed, or cut short by a full disk: there is nobody to recognise
