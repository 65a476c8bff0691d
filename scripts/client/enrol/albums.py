"""Whose pictures lie in a folder: one folder per person, or files that bear the person's name."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.client.pictures import is_picture, pictures_under

#: What numbers a person's files: `ada_2.jpg`, `ada-02.jpg`, `ada (2).jpg`.
_NUMBER = re.compile(r"(?:[ _-]+\d+| ?\(\d+\))$")

#: Makes a person's name of a folder's name or a file's stem.
Naming = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Album:
    """A person's pictures."""

    name: str
    pictures: tuple[Path, ...]


def with_spaces(label: str) -> str:
    """Return `Ada_Lovelace` as `Ada Lovelace`."""
    return " ".join(label.replace("_", " ").split())


def as_written(label: str) -> str:
    """Return the label as the name."""
    return label


def without_number(stem: str) -> str:
    """Return `ada_2` as `ada`; a number alone stays."""
    return _NUMBER.sub("", stem) or stem


def find_albums(folder: Path, naming: Naming, limit_per_person: int | None) -> list[Album]:
    """Return the albums of a folder, by name; each with its first `limit_per_person` pictures."""
    pictures: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            pictures[naming(path.name)].extend(pictures_under(path))
        elif is_picture(path) and not path.name.startswith("."):
            pictures[naming(without_number(path.stem))].append(path)
    return [
        Album(name=name, pictures=tuple(paths[:limit_per_person]))
        for name, paths in sorted(pictures.items())
        if paths
    ]
