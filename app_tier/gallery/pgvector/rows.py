"""Arrays in the binary form of PostgreSQL's COPY, which takes a million people in seconds instead of minutes.

The form: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format". A vector's: pgvector's
`vector_recv`, two 16-bit numbers, the dimensions and 0, and the numbers as 32-bit floats, all big-endian.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: One value a row, as it goes over the wire: shape (n,) or (n, bytes). A column of one row is every row's.
Column = NDArray[Any]

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, nothing more in the header
_END = b"\xff\xff"
#: Rows written at once; memory for one part, not for a whole gallery.
_PART = 8192


def text(value: str) -> Column:
    """Return a text as the value of every row."""
    return np.frombuffer(value.encode(), dtype=np.uint8)[np.newaxis]


def vectors(values: NDArray[np.float32]) -> Column:
    """Return vectors, shape (n, d), as pgvector reads them."""
    count, dimensions = values.shape
    head = np.broadcast_to(np.array([dimensions, 0], dtype=">i2").view(np.uint8), (count, 4))
    return np.hstack([head, values.astype(">f4").view(np.uint8)])


def binary_rows(columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield what COPY … (FORMAT BINARY) reads, in parts."""
    count = len(columns[-1])
    yield _HEADER
    for start in range(0, count, _PART):
        yield _part([_rows(column, start, count) for column in columns])
    yield _END


def _rows(column: Column, start: int, count: int) -> Column:
    return np.broadcast_to(column, (count, *column.shape[1:]))[start : start + _PART]


def _part(columns: Sequence[Column]) -> bytes:
    """Return each row: how many values it has, and before each value how many bytes it has."""
    fields: list[Any] = [("values", ">i2")]
    for number, column in enumerate(columns):
        fields += [(f"size{number}", ">i4"), (f"value{number}", column.dtype, column.shape[1:])]
    rows = np.empty(len(columns[-1]), dtype=fields)
    rows["values"] = len(columns)
    for number, column in enumerate(columns):
        rows[f"size{number}"] = column.dtype.itemsize * int(np.prod(column.shape[1:]))
        rows[f"value{number}"] = column
    return rows.tobytes()
