"""Sends the pictures of a batch that are not done yet, several at a time, and records each."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from scripts.client.batch.asking import Ask, ask_about
from scripts.client.batch.journal import Picture
from scripts.client.batch.rows import Row
from scripts.client.parallel import in_parallel


class Book(Protocol):
    """Where a batch remembers its pictures."""

    rows: dict[Picture, Row]

    def key(self, picture: Picture) -> str:
        """Return the idempotency key for a picture."""

    def record(self, picture: Picture, row: Row) -> None:
        """Remember what became of a picture."""

    def close(self) -> None:
        """Stop remembering; the next run may go on."""

    def remove(self) -> None:
        """Forget everything: the batch is finished."""


def upload(
    pictures: Mapping[Path, Picture], book: Book, ask: Ask, *, concurrency: int, stop: threading.Event
) -> Iterator[Row]:
    """Yield the rows of all pictures that `book` has no row of, as they come; each is recorded first."""

    def work(path: Path) -> tuple[Picture, Row]:
        picture = pictures[path]
        return picture, ask_about(path, book.key(picture), ask)

    todo = [path for path, picture in pictures.items() if picture not in book.rows]
    for picture, row in in_parallel(work, todo, concurrency=concurrency, stop=stop):
        book.record(picture, row)
        yield row


def recorded(pictures: Mapping[Path, Picture], book: Book) -> list[Row]:
    """Return the rows that were there before, under the paths by which this run knows the pictures."""
    return [
        replace(book.rows[picture], path=str(path))
        for path, picture in pictures.items()
        if picture in book.rows
    ]
