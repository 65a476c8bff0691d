"""Makes the object key of a plain upload from the file name that the client sent."""

import hashlib
import unicodedata
from pathlib import PurePosixPath

#: UTF-8 bytes; a request message with such a key stays under 1,024 bytes.
MAX_KEY_BYTES = 200
_DIGEST_LETTERS = 12


def safe_key(file_name: str) -> str:
    """Return the name as an object key: its last path part, normalised, printable and short.

    Without a slash it can never lie under `images/`, `results/` or any other prefix.
    """
    last_part = file_name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(filter(_is_printable, unicodedata.normalize("NFC", last_part)))
    name = printable.replace('"', "'").strip()  # JSON would escape a double quote, and make it longer
    return _shortened(name) if name.strip(".") else "upload"


def stem_of(key: str) -> str:
    """Return the key without its last extension."""
    return PurePosixPath(key).stem


def _is_printable(character: str) -> bool:
    # categories C…: control, format, surrogate, private use, unassigned; Zl and Zp break lines
    return not unicodedata.category(character).startswith(("C", "Zl", "Zp"))


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_KEY_BYTES:
        return name
    # what is cut off still tells two names apart
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST_LETTERS]
    suffix = f"-{digest}{_cut(PurePosixPath(name).suffix, 20)}"
    return _cut(name, MAX_KEY_BYTES - len(suffix.encode())) + suffix


def _cut(text: str, max_bytes: int) -> str:
    return text.encode()[:max_bytes].decode(errors="ignore")
