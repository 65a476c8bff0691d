"""The journal of a batch: what is finished, on disk as it finishes, so that an interrupted batch goes on.

JSON Lines. The first says what batch it is, each other one what became of a picture; a picture is the same
one while its path, size and time of change are.
"""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self, TextIO

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from scripts.client.batch.rows import Row


class OtherBatch(Exception):
    """The journal belongs to a batch with other settings."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all answers of a batch have in common."""

    url: str
    collection: str
    is_plain: bool


@dataclass(frozen=True, kw_only=True)
class _Header:
    batch_id: str
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it was when it was asked about."""

    path: str  #: absolute
    size: int  #: bytes
    changed_ns: int  #: time of the last change, nanoseconds

    @classmethod
    def at(cls, path: Path) -> Self:
        """Look at a file."""
        stat = path.stat()
        return cls(path=str(path.resolve()), size=stat.st_size, changed_ns=stat.st_mtime_ns)


@dataclass(frozen=True, kw_only=True)
class _Entry:
    picture: Picture
    row: Row


_HEADER = Codec(_Header)
_ENTRY = Codec(_Entry)


class Journal:
    """The record of one batch; `rows` are the pictures that need not be asked about again.

    Raises OtherBatch where the file at `path` is of a batch with other settings.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.rows: dict[Picture, Row] = {}
        lines = _whole_lines(path)
        self.batch_id = self._batch_id(lines, settings)
        for line in lines[1:]:
            self._learn(_ENTRY.decode(line))
        self._file: TextIO = path.open("a", encoding="utf-8")
        if not lines:
            self._write(_HEADER.encode_text(_Header(batch_id=self.batch_id, settings=settings)))

    def key(self, picture: Picture) -> str:
        """Return a picture's idempotency key: the same in all runs, so that an upload cut short is found."""
        return _key(self.batch_id, picture)

    def record(self, picture: Picture, row: Row) -> None:
        """Write down what became of a picture."""
        entry = _Entry(picture=picture, row=row)
        self._learn(entry)
        self._write(_ENTRY.encode_text(entry))

    def close(self) -> None:
        """Close the file; it stays for the next run."""
        self._file.close()

    def remove(self) -> None:
        """Remove the file: the batch is finished."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _learn(self, entry: _Entry) -> None:
        if entry.row.is_final:
            self.rows[entry.picture] = entry.row

    def _write(self, line: str) -> None:
        self._file.write(line + "\n")
        self._file.flush()

    def _batch_id(self, lines: list[str], settings: Settings) -> str:
        if not lines:
            return uuid.uuid4().hex
        try:
            header = _HEADER.decode(lines[0])
        except MalformedMessage as error:
            raise OtherBatch(f"{self.path} is no journal of this command") from error
        if header.settings != settings:
            raise OtherBatch(f"{self.path} is of a batch with {asdict(header.settings)}")
        return header.batch_id


class Unrecorded:
    """What stands in for a journal where the results go to standard output: nothing is remembered."""

    def __init__(self) -> None:
        self.rows: dict[Picture, Row] = {}
        self._batch_id = uuid.uuid4().hex

    def key(self, picture: Picture) -> str:
        """Return the idempotency key of a picture for this run."""
        return _key(self._batch_id, picture)

    def record(self, picture: Picture, row: Row) -> None:
        """Forget it."""

    def close(self) -> None:
        """Do nothing."""

    def remove(self) -> None:
        """Do nothing."""


def _key(batch_id: str, picture: Picture) -> str:
    facts = [batch_id, picture.path, picture.size, picture.changed_ns]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _whole_lines(path: Path) -> list[str]:
    """Return the journal's lines, and take off a last one that was cut short when the machine went down."""
    data = path.read_bytes() if path.exists() else b""
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        path.write_bytes(whole)
    return whole.decode().splitlines()
