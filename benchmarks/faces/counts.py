"""Pictures with the number of faces that somebody counted on them."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faces.errors import DataMissing, MalformedList

#: How many missing pictures a message names.
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One picture."""

    image: str  #: path below the pictures' folder
    faces: int


def read_counts(path: Path, folder: Path) -> list[Counted]:
    """Read a CSV file whose pictures are all there. Raises DataMissing or MalformedList."""
    if not path.is_file():
        raise DataMissing(f"There is no list of counts {path}.")
    try:
        counts = parse_counts(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, csv.Error) as error:
        raise MalformedList(f"{path} is no CSV: {error}") from error
    missing = [each.image for each in counts if not (folder / each.image).is_file()]
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise DataMissing(f"Not in {folder}: {', '.join(missing[:_NAMED])}{more}.")
    return counts


def parse_counts(text: str) -> list[Counted]:
    """Return the rows of a CSV with a header line and at least the columns image and faces.

    Raises MalformedList with the line, also where a picture comes twice or there is no face in all of them.
    """
    rows = csv.DictReader(text.splitlines())
    lacking = {"image", "faces"} - set(rows.fieldnames or ())
    if lacking:
        raise MalformedList(f"The first line of the list of counts lacks {' and '.join(sorted(lacking))}.")
    counts = [_counted(rows.line_num, row["image"], row["faces"]) for row in rows]
    _check(counts)
    return counts


def _counted(line: int, image: str | None, faces: str | None) -> Counted:
    if not image or not faces or not faces.strip().isdecimal():
        raise MalformedList(f"Line {line} of the list of counts is no picture and number: {image},{faces}")
    return Counted(image=image, faces=int(faces))


def _check(counts: Sequence[Counted]) -> None:
    image, times = Counter(each.image for each in counts).most_common(1)[0] if counts else ("", 0)
    if times > 1:
        raise MalformedList(f"The list of counts has {image} {times} times.")
    if not sum(each.faces for each in counts):
        raise MalformedList("The list of counts has no faces, so that there is no recall.")
