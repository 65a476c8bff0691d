"""Reads the values of command lines; what is wrong with one is told as argparse tells it."""

import re
from argparse import ArgumentTypeError
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_URL = "http://127.0.0.1:8000"
#: As the service has them (docs/api.md): told here at once, and not by each picture that it refuses.
_COLLECTION = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_SOURCE = 64  # letters


def service_url(text: str) -> str:
    """Read a service's address."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArgumentTypeError(f"{text!r} is no address like {DEFAULT_URL}")
    return text


def collection_name(text: str) -> str:
    """Read a collection's name."""
    if not _COLLECTION.fullmatch(text):
        raise ArgumentTypeError(f"{text!r} is no name of 1 to 64 letters, digits, _ and -")
    return text


def source_name(text: str) -> str:
    """Read what a source of pictures is called."""
    name = text.strip()
    if not name.isprintable() or not 1 <= len(name) <= LONGEST_SOURCE:
        raise ArgumentTypeError(f"{text!r} is no name of 1 to {LONGEST_SOURCE} letters")
    return name


def existing_folder(text: str) -> Path:
    """Read the path of a folder that is there."""
    path = Path(text).expanduser()
    if not path.is_dir():
        raise ArgumentTypeError(f"there is no folder {text}")
    return path


def at_least_one(text: str) -> int:
    """Read a whole number from 1."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("must be 1 or more")
    return number


def non_negative(text: str) -> float:
    """Read a number from 0."""
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ArgumentTypeError("must be 0 or more")
    return number


def positive(text: str) -> float:
    """Read a number above 0."""
    number = non_negative(text)
    if number == 0:
        raise ArgumentTypeError("must be more than 0")
    return number


def ratio(text: str) -> float:
    """Read a number from 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ArgumentTypeError("must be from 0 to 1")
    return number
