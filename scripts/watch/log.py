"""The log of transactions, which is the memory too: a picture that stands in it is never taken again.

A line is appended when a picture is done, and before it is moved away; a watch that is killed at any moment
goes on from what stands here. The table beside it is made of the log at each start.
"""

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path, PurePath
from types import TracebackType
from typing import Self, TextIO

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from scripts.watch.names import fitting
from scripts.watch.table import Table
from scripts.watch.transactions import Fate, Mark, Transaction

LOG, TABLE = "transactions.jsonl", "transactions.csv"

_CODEC = Codec(Transaction)


class UnusableLog(Exception):
    """The log cannot be gone on with."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What is remembered of a transaction."""

    file: str
    fate: Fate
    reason: str


class TransactionLog:
    """The transactions of one output folder, which belongs to this process until it ends.

    Raises UnusableLog where another watch uses the folder, or where the file is no such log.
    """

    def __init__(self, folder: Path) -> None:
        self._earlier: dict[Mark, Earlier] = {}
        self._owners: dict[str, str] = {}
        # not buffered: what a full disk does not take must not come later, in the middle of another line
        self._file = (folder / LOG).open("a+b", buffering=0)
        try:
            _hold(self._file)
            self._table_file = self._read(folder / TABLE)
        except (UnusableLog, OSError):
            self._file.close()
            raise
        self._table = Table(self._table_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._table_file.close()
        self._file.close()

    def find(self, mark: Mark) -> Earlier | None:
        """Return what became of a picture, if it was taken before."""
        return self._earlier.get(mark)

    def owner(self, file: str) -> str | None:
        """Return the sha256 of the first picture that had this file's name, endings aside."""
        return self._owners.get(_stem(file))

    def record(self, transaction: Transaction) -> None:
        """Write a transaction: when this returns, it is on the disk. Raises OSError."""
        self._append(json.dumps(asdict(transaction), ensure_ascii=False).encode() + b"\n")
        self._learn(transaction)
        self._table.write(transaction)

    def _append(self, line: bytes) -> None:
        end = self._file.seek(0, os.SEEK_END)
        try:
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, "the disk took half a line")
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(end)
            raise

    def _read(self, table: Path) -> TextIO:
        """Learn what stands in the log, and write the table anew; return it, to be gone on with."""
        draft = table.with_suffix(".part")
        with draft.open("w", encoding="utf-8", newline="") as out:
            writer = Table(out)
            writer.begin()
            for transaction in _whole_lines(self._file):
                self._learn(transaction)
                writer.write(transaction)
        draft.replace(table)
        return table.open("a", encoding="utf-8", newline="")

    def _learn(self, transaction: Transaction) -> None:
        earlier = Earlier(file=transaction.file, fate=transaction.fate, reason=transaction.reason)
        self._earlier[transaction.mark] = earlier
        self._owners.setdefault(_stem(transaction.file), transaction.sha256)


def _hold(file: FileIO) -> None:
    """Keep other watches out for as long as this process lives, however it ends. Raises UnusableLog."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UnusableLog(f"Another watch uses {file.name!s}.") from error


def _whole_lines(log: FileIO) -> Iterator[Transaction]:
    """Yield the transactions, and take off a last line that was cut short when the machine went down."""
    whole = 0
    with Path(str(log.name)).open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                break
            try:
                yield _CODEC.decode(line)
            except MalformedMessage as error:
                raise UnusableLog(f"Line {number} of {log.name!s} is none of this command's.") from error
            whole += len(line)
    log.truncate(whole)


def _stem(file: str) -> str:
    return fitting(PurePath(file)).stem
