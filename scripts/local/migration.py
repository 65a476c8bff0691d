"""Brings the database up to date before the web tier uses it."""

import subprocess
import sys
import threading
from collections.abc import Mapping

from controller.sessions import start_session
from scripts.local.failures import PartFailed
from scripts.local.folders import DataFolder


def migrate(environment: Mapping[str, str], folder: DataFolder, stop: threading.Event) -> None:
    """Run the migrations to their end, or until `stop`. Raises PartFailed with what they printed."""
    command = (sys.executable, "-m", "web_tier.migrate")
    process = start_session(command, environment, folder.log("migrate"))
    while process.poll() is None:
        if stop.wait(0.05):
            _end(process)
            return
    if process.returncode != 0:
        raise PartFailed("The database migration", folder.log("migrate"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()
