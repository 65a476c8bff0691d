"""Ends every process of a run in order, by the files that say what runs; also what a killed run left."""

import threading

from controller.run_folder import RunFolder
from controller.sessions import end_sessions, living
from scripts.local.folders import DataFolder

#: How long each may take to finish what it holds, seconds.
_WEB_PATIENCE = 30
_CONTROLLER_PATIENCE = 10
_WORKER_PATIENCE = 30
_ENDPOINT_PATIENCE = 10


def what_lives(folder: DataFolder) -> list[str]:
    """Return the names of the parts and workers of which any process lives."""
    sessions = {**RunFolder(folder.run).sessions(), **RunFolder(folder.workers).sessions()}
    return [name for name, session in sessions.items() if living(session)]


def end_everything(folder: DataFolder, hurry: threading.Event) -> None:
    """End the web tier first, so that nothing new comes in, and the endpoint last, since all others use it.

    With `hurry` nobody is waited for. The controller ends before the workers: it would start new ones.
    """
    parts, workers = RunFolder(folder.run), RunFolder(folder.workers)
    _end(parts, ["web"], _WEB_PATIENCE, hurry)
    _end(parts, ["controller"], _CONTROLLER_PATIENCE, hurry)
    _end(workers, list(workers.sessions()), _WORKER_PATIENCE, hurry)
    _end(parts, ["endpoint"], _ENDPOINT_PATIENCE, hurry)


def _end(run_folder: RunFolder, names: list[str], patience_seconds: float, hurry: threading.Event) -> None:
    noted = run_folder.sessions()
    known = {name: noted[name] for name in names if name in noted}
    end_sessions(known.values(), patience_seconds=patience_seconds, hurry=hurry)
    for name in known:
        run_folder.forget(name)
