"""What a camera is called where nobody says: sightings bear it, so it holds no password of its address."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from scripts.client.values import LONGEST_SOURCE

_TELLS_APART = 6  # letters of a digest


def camera_name(argument: str) -> str:
    """Return a name for what a command line means: `webcam 0`, `party.mp4`, `10.0.0.7 1c09f2`.

    Of an address only the host is taken, since some cameras have passwords in the path or the query too; a
    digest tells the streams of one host apart.
    """
    if argument.isdecimal():
        return f"webcam {argument}"
    if "://" not in argument:
        return _fitting(Path(argument).expanduser().resolve().name)
    host = urlsplit(argument).hostname or ""
    digest = hashlib.sha256(argument.encode()).hexdigest()[:_TELLS_APART]
    return _fitting(f"{host[: LONGEST_SOURCE - _TELLS_APART - 1]} {digest}")


def _fitting(name: str) -> str:
    visible = "".join(letter for letter in name if letter.isprintable()).strip()
    return visible[:LONGEST_SOURCE].strip() or "camera"
