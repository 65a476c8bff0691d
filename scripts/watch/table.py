"""Transactions as CSV: a row per face, and one for a picture without faces."""

import csv
from collections.abc import Iterator
from dataclasses import asdict
from typing import TextIO

from scripts.watch.transactions import SeenFace, Transaction

HEADER = (
    "time", "fate", "file", "sha256", "collection", "source", "person", "job_id", "outcome", "reason",
    "name", "person_id", "unknown_id", "verdict", "similarity", "left", "top", "width", "height", "crop",
)  # fmt: skip
#: What a spreadsheet takes for the beginning of a formula; names of files and people come from anywhere.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Table:
    """Writes transactions to a stream."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._writer = csv.DictWriter(out, HEADER, extrasaction="ignore", lineterminator="\n")

    def begin(self) -> None:
        """Write the header."""
        self._writer.writeheader()

    def write(self, transaction: Transaction) -> None:
        """Write a transaction."""
        self._writer.writerows(_rows(transaction))
        self._out.flush()


def _rows(transaction: Transaction) -> Iterator[dict[str, object]]:
    for face in transaction.faces or (SeenFace(),):
        box = asdict(face.box) if face.box else {}
        members = {**vars(transaction), **vars(face), **box}
        yield {name: _harmless(value) for name, value in members.items()}


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value
