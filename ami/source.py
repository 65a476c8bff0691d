"""Which files of the repository go onto a machine: `python3 -m ami.source files`, and `… digest`.

Needs nothing but the standard library: it runs before anything is installed.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("ami", "app_tier", "controller", "pipeline", "scripts", "web_tier")
FILES = ("LICENSE", "requirements.txt", "worker_requirements.txt")


def source_files(root: Path) -> list[Path]:
    """Return the files below `root` that a machine needs, sorted, as paths from `root`."""
    return sorted(path.relative_to(root) for path in _found(root))


def source_digest(root: Path) -> str:
    """Return the SHA-256 of all those files' names and contents, in hexadecimal."""
    digest = hashlib.sha256()
    for path in source_files(root):
        content = hashlib.sha256((root / path).read_bytes()).hexdigest()
        digest.update(f"{content}  {path.as_posix()}\n".encode())
    return digest.hexdigest()


def _found(root: Path) -> Iterator[Path]:
    yield from (root / name for name in FILES)
    for folder in FOLDERS:
        yield from (path for path in (root / folder).rglob("*") if path.is_file() and _is_source(path))


def _is_source(path: Path) -> bool:
    return "__pycache__" not in path.parts and not path.name.startswith(".")


def main(command: str) -> None:
    """Print what is asked for of the folder in which this runs."""
    root = Path()
    lines = [source_digest(root)] if command == "digest" else [str(path) for path in source_files(root)]
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main(sys.argv[1])
