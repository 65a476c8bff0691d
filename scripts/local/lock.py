"""Only one run per data folder: the next would take the first one's processes for leftovers."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.local.failures import AlreadyRuns


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold the folder for as long as this process lives, however it ends. Raises AlreadyRuns."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRuns(
                f"Facefleet already runs with {folder.parent}. Stop it, or choose another folder: "
                "FACEFLEET_DATA=… (and FACEFLEET_PORT=…)"
            ) from None
        yield
