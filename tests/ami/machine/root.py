"""A clean Debian root, and what is done in it."""

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from ami.bake.archive import pack
from tests.ami.machine.packages import package_options

SOURCE = Path(__file__).parent.parent.parent.parent
NEEDED = ("debootstrap", "systemd-nspawn", "journalctl")
#: systemd's own, and gone after a boot
_VOLATILE = ("proc", "sys", "dev", "run", "tmp")


def lacking() -> str | None:
    """Return why no root can be made here, if so."""
    if os.geteuid():
        return "a clean Debian root takes root's rights"
    missing = [program for program in NEEDED if shutil.which(program) is None]
    return f"a clean Debian root takes {', '.join(missing)}" if missing else None


def debootstrap(root: Path) -> None:
    """Make a minimal Debian 12."""
    command = ["debootstrap", "--variant=minbase", "bookworm", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def copy_source(folder: Path) -> None:
    """Put the source into the folder as it goes onto a builder."""
    with tarfile.open(fileobj=io.BytesIO(pack(SOURCE).data)) as tar:
        tar.extractall(folder, filter="data")


def run_in(root: Path, source: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the root, the source at /mnt/source and packages as this machine gets them."""
    return subprocess.run(
        [
            "systemd-nspawn",
            "--quiet",
            "--register=no",
            "--keep-unit",
            "--as-pid2",
            "--pipe",
            f"--directory={root}",
            f"--bind-ro={source}:/mnt/source",
            *package_options(),
            *command,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def contents(root: Path) -> dict[str, str]:
    """Return every file's, folder's and link's mode and content, by path."""
    found = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == root:
            folders[:] = [name for name in folders if name not in _VOLATILE]
        for name in (*folders, *files):
            path = Path(folder) / name
            found[str(path.relative_to(root))] = _described(path)
    return found


def _described(path: Path) -> str:
    mode = path.lstat().st_mode
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if path.is_file():
        with path.open("rb") as file:
            return f"{mode:o} {hashlib.file_digest(file, 'sha1').hexdigest()}"
    return f"{mode:o}"
