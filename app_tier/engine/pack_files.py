"""Finds the files that a model pack names, and makes sure that they are the very ones."""

import hashlib
import importlib.util
from pathlib import Path

from app_tier.engine.manifest import InvalidPack, PackFile


def read_verified(file: PackFile, folder: Path) -> bytes:
    """Return the file's bytes; `folder` is where files without a package lie. Raises InvalidPack."""
    path = locate(file, folder)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidPack(f"The model pack's file {path} cannot be read: {error}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != file.sha256:
        raise InvalidPack(f"{path} is not the file that the model pack names: its sha256 is {found}.")
    return data


def verified_path(file: PackFile, folder: Path) -> Path:
    """Return where the file is, for a library that reads it itself. Raises InvalidPack as `read_verified`."""
    read_verified(file, folder)
    return locate(file, folder)


def locate(file: PackFile, folder: Path) -> Path:
    """Return where the file should be. Raises InvalidPack."""
    return (folder if file.package is None else package_folder(file.package)) / file.path


def package_folder(name: str) -> Path:
    """Return where an installed package lies. It is not imported: some load much, or miss something.

    Raises InvalidPack.
    """
    try:
        package = importlib.util.find_spec(name)
    except (ImportError, ValueError):  # where what is before the last dot is missing, or the name is none
        package = None
    if package is None or package.origin is None:
        raise InvalidPack(f"The package {name} is not installed: see worker_requirements.txt.")
    return Path(package.origin).parent
