"""Writes variables as systemd's EnvironmentFile= reads them."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

#: What a backslash must precede between double quotes (systemd.exec(5), EnvironmentFile=).
_SPECIAL = re.compile(r'(["\\`$])')


def write_environment(file: Path, variables: Mapping[str, str], mode: int) -> None:
    """Write the file, with that mode from its first moment, and whole or not at all."""
    unfinished = file.with_name(file.name + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as opened:
        opened.writelines(f"{name}={_quoted(value)}\n" for name, value in variables.items())
    unfinished.replace(file)


def _quoted(value: str) -> str:
    return '"' + _SPECIAL.sub(r"\\\1", value) + '"'
