"""The pair lists of Labeled Faces in the Wild, and where the pictures they name lie.

A list starts with `<folds> <pairs>`; each fold then has that many pairs of one person (`name i j`) and as
many of two people (`name i name j`). One number alone means one fold. Source: the data set's README.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faces.errors import DataMissing, MalformedList


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two pictures to be compared, as paths below the pictures' folder."""

    first: str
    second: str
    same: bool  #: whether they show the same person


Fold = tuple[Pair, ...]


def read_pairs(path: Path) -> list[Fold]:
    """Read a pair list. Raises DataMissing or MalformedList."""
    if not path.is_file():
        raise DataMissing(f"There is no pair list {path}.")
    try:
        return parse_pairs(path.read_text())
    except UnicodeDecodeError as error:
        raise MalformedList(f"The pair list {path} is no text: {error}") from error


def parse_pairs(text: str) -> list[Fold]:
    """Return the folds of a pair list. Raises MalformedList."""
    header, *rows = text.splitlines() or [""]
    folds, pairs = _sizes(header)
    if len(rows) != folds * 2 * pairs:
        raise MalformedList(
            f"A pair list that starts with {header!r} has {folds * 2 * pairs} pairs, not {len(rows)}."
        )
    parsed = [_pair(number, row) for number, row in enumerate(rows, start=2)]
    return [tuple(parsed[start : start + 2 * pairs]) for start in range(0, len(parsed), 2 * pairs)]


def with_pictures(folds: Iterable[Fold], folder: Path) -> list[Fold]:
    """Return the pairs whose pictures are both there. Raises DataMissing where that is none."""
    there = {name for fold in folds for name in _names(fold) if (folder / name).is_file()}
    kept = [tuple(pair for pair in fold if {pair.first, pair.second} <= there) for fold in folds]
    if not any(kept):
        raise DataMissing(f"None of the pair list's pictures is in {folder} as <name>/<name>_NNNN.jpg.")
    return [fold for fold in kept if fold]


def paired_pictures(folds: Iterable[Fold]) -> list[str]:
    """Return the pictures of all pairs, each once, sorted."""
    return sorted({name for fold in folds for name in _names(fold)})


def pictures_below(folder: Path) -> list[str]:
    """Return all pictures there are, also those in no pair, sorted."""
    return sorted(f"{path.parent.name}/{path.name}" for path in folder.glob("*/*.jpg"))


def person_of(picture: str) -> str:
    """Return the name of the person whom the picture is filed under."""
    return picture.partition("/")[0]


def _names(fold: Fold) -> Iterable[str]:
    for pair in fold:
        yield from (pair.first, pair.second)


def _sizes(header: str) -> tuple[int, int]:
    match header.split():
        case [pairs] if pairs.isdecimal() and int(pairs) > 0:
            return 1, int(pairs)
        case [folds, pairs] if folds.isdecimal() and pairs.isdecimal() and int(folds) * int(pairs) > 0:
            return int(folds), int(pairs)
        case _:
            raise MalformedList(f"A pair list starts with its folds and pairs, not with {header!r}.")


def _pair(number: int, row: str) -> Pair:
    match _fields(row):
        case [str(name), int(first), int(second)]:
            return Pair(first=_path(name, first), second=_path(name, second), same=True)
        case [str(name), int(first), str(other), int(second)]:
            return Pair(first=_path(name, first), second=_path(other, second), same=False)
        case _:
            raise MalformedList(f"Line {number} of the pair list is no pair: {row!r}.")


def _fields(row: str) -> Sequence[str | int]:
    return [int(field) if field.isdecimal() else field for field in row.split()]


def _path(name: str, number: int) -> str:
    return f"{name}/{name}_{number:04d}.jpg"
