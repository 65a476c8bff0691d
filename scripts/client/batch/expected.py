"""Compares a batch's answers with the names that were expected."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.client.batch.rows import Row

#: Words that make a first row a header: of the picture's column and of the name's.
_PICTURE_TITLES = ("image", "file", "filename", "path", "picture")
_NAME_TITLES = ("name", "person", "expected", "result", "results", "label")


class BadExpectations(Exception):
    """The CSV does not say which picture shows whom."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A picture that was answered with another name."""

    path: str
    expected: str
    answered: str  #: empty where there was no answer


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """How many of the pictures with an expected name got it."""

    compared: int
    wrong: tuple[Wrong, ...]
    not_expected: int  #: pictures of the batch that the CSV does not speak of
    not_seen: int  #: lines of the CSV without a picture in the batch

    @property
    def ratio(self) -> float:
        """Share of right answers, 0 to 1; 0 where nothing could be compared."""
        return (self.compared - len(self.wrong)) / self.compared if self.compared else 0.0


def read_expected(path: Path) -> dict[str, str]:
    """Return the expected name of each picture, by file name or stem as the CSV has it.

    Columns image (or file …) and name, in any place under a header; without one, the first two.
    Raises BadExpectations.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [[cell.strip() for cell in line] for line in csv.reader(file) if any(line)]
    if not lines:
        raise BadExpectations(f"{path} is empty")
    picture, name, begin = _columns(lines[0])
    try:
        return {Path(line[picture]).name: line[name] for line in lines[begin:]}
    except IndexError as error:
        raise BadExpectations(f"{path} has a line with fewer than two columns") from error


def compare(rows: Iterable[Row], expected: Mapping[str, str]) -> Accuracy:
    """Compare answers with expectations. A picture without an answer counts as wrong."""
    wrong: list[Wrong] = []
    seen: set[str] = set()
    not_expected = compared = 0
    for row in rows:
        entry = _entry_for(Path(row.path), expected)
        if entry is None:
            not_expected += 1
            continue
        seen.add(entry)
        compared += 1
        if not same_name(row.answer, expected[entry]):
            wrong.append(Wrong(path=row.path, expected=expected[entry], answered=row.answer))
    not_seen = len(expected.keys() - seen)
    return Accuracy(compared=compared, wrong=tuple(wrong), not_expected=not_expected, not_seen=not_seen)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings mean one name: underscores are spaces, and case does not count."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _entry_for(path: Path, expected: Mapping[str, str]) -> str | None:
    return next((name for name in (path.name, path.stem) if name in expected), None)


def _columns(first: list[str]) -> tuple[int, int, int]:
    """Return the columns of picture and name, and the line with which the data begin."""
    titles = [cell.lower() for cell in first]
    picture = next((titles.index(word) for word in _PICTURE_TITLES if word in titles), None)
    name = next((titles.index(word) for word in _NAME_TITLES if word in titles), None)
    return (0, 1, 0) if picture is None or name is None else (picture, name, 1)
