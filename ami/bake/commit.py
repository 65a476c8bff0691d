"""Which commit the source is."""

import subprocess
from pathlib import Path

from ami.source import FILES, FOLDERS

UNKNOWN = "unknown"


def commit_of(root: Path) -> str:
    """Return the commit's id, `…-dirty` where what goes onto a machine differs from it, or `unknown`."""
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changes = _git(root, "status", "--porcelain", "--", *FOLDERS, *FILES)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return f"{commit}-dirty" if changes else commit


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]  # whichever git the person has
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
