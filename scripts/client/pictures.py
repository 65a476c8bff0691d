"""Which pictures a command line means: files, folders and patterns, turned into one list."""

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

#: What the service reads (see `pipeline.images`). A file named on the command line may have any suffix.
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic", ".heif"})


class NoSuchPicture(Exception):
    """An argument names nothing."""


def find_pictures(arguments: Sequence[str]) -> list[Path]:
    """Return the pictures that files, folders (searched whole) and patterns name, each once, in order.

    Raises NoSuchPicture for an argument that names nothing.
    """
    return list(dict.fromkeys(path for argument in arguments for path in _named_by(argument)))


def pictures_under(folder: Path) -> Iterator[Path]:
    """Yield the pictures in a folder and the folders in it, in order of path, hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if is_picture(path) and not is_hidden:
            yield path


def is_picture(path: Path) -> bool:
    """Whether a path is a file with the name of a picture."""
    return path.suffix.lower() in PICTURE_SUFFIXES and path.is_file()


def _named_by(argument: str) -> list[Path]:
    paths = _existing(argument)
    found = [picture for path in paths for picture in (pictures_under(path) if path.is_dir() else [path])]
    if not found:
        what = "No picture in" if paths else "There is no"
        raise NoSuchPicture(f"{what} {argument}")
    return found


def _existing(argument: str) -> list[Path]:
    path = Path(argument).expanduser()
    if path.exists():  # a real name may hold brackets
        return [path]
    return [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 (absolute)
