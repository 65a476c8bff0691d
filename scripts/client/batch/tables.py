"""Rows as CSV or JSON Lines, to a stream as they come or to a file at once."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import TextIO

from scripts.client.batch.rows import Row

#: Between the names in a CSV cell.
NAME_SEPARATOR = "; "
_COLUMNS = [field.name for field in fields(Row)]

#: Writes one row.
WriteRow = Callable[[Row], None]


def csv_rows(out: TextIO) -> WriteRow:
    """Return a writer of CSV, after it has written the header."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)

    def write(row: Row) -> None:
        writer.writerow([_cell(getattr(row, column)) for column in _COLUMNS])
        out.flush()

    return write


def json_rows(out: TextIO) -> WriteRow:
    """Return a writer of JSON Lines."""
    return lambda row: print(json.dumps(asdict(row), ensure_ascii=False), file=out, flush=True)


#: The writers by the suffix of the output file.
WRITERS: dict[str, Callable[[TextIO], WriteRow]] = {".csv": csv_rows, ".jsonl": json_rows}


def write_file(path: Path, rows: Iterable[Row]) -> None:
    """Write a file of rows in one go: a reader sees the old one or the whole new one."""
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="utf-8", newline="") as out:
        write = WRITERS[path.suffix.lower()](out)
        for row in rows:
            write(row)
    draft.replace(path)


def _cell(value: object) -> object:
    return NAME_SEPARATOR.join(value) if isinstance(value, tuple) else value
