"""Tells what became of each picture: a line for people, or JSON for programs."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from scripts.client.captions import caption
from scripts.watch.transactions import Fate, Transaction

#: Tells of one picture.
Report = Callable[[Transaction], None]


class Tally:
    """Counts the pictures of this run."""

    def __init__(self) -> None:
        self._fates: Counter[Fate] = Counter()

    def count(self, transaction: Transaction) -> None:
        """Count one."""
        self._fates[transaction.fate] += 1

    @property
    def refused(self) -> int:
        """How many the service did not take."""
        return self._fates[Fate.REFUSED]

    def line(self, left: int) -> str:
        """Return the counts in words; `left` pictures are still in the folder and not done."""
        return ", ".join([*(f"{self._fates[fate]} {fate}" for fate in Fate), f"{left} left"])


def text_report(out: TextIO) -> Report:
    """Return a report as lines: time, file, what was found."""
    return lambda transaction: print(_line(transaction), file=out, flush=True)


def json_report(out: TextIO) -> Report:
    """Return a report as JSON Lines, the same as the log's."""
    return lambda transaction: print(
        json.dumps(asdict(transaction), ensure_ascii=False), file=out, flush=True
    )


def _line(transaction: Transaction) -> str:
    time = datetime.fromisoformat(transaction.time).astimezone().strftime("%H:%M:%S")
    return f"{time}  {transaction.file}  {_found(transaction)}"


def _found(transaction: Transaction) -> str:
    match transaction.fate:
        case Fate.REFUSED:
            return f"refused ({transaction.reason})"
        case Fate.ENROLLED:
            remark = f" ({transaction.reason})" if transaction.reason else ""
            return f"enrolled as {transaction.person}{remark}"
        case Fate.RECOGNISED:
            return ", ".join(caption(face) for face in transaction.faces) or str(transaction.outcome)
