"""Processes that lead a session of their own: started, recognised later by another process, and ended whole.

A session of its own keeps a terminal's Ctrl-C away, and names all that a process leaves behind when it is
killed: its children stay in its session.
"""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

#: How far two readings of one process's start may differ: the machine's start is known to the second.
_START_TOLERANCE_SECONDS = 1.5
#: How often the processes are looked at while they end, seconds.
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Session:
    """A leading process. Its number will be given to others one day; with its start it is unique."""

    pid: int
    started: float  #: seconds after the machine's start, which setting the clock does not change
    told_at: float | None = None  #: when it was told to end, seconds since the epoch

    def told_to_end(self, at: float) -> "Session":
        """Return this session as it is once it was told to end."""
        return replace(self, told_at=at)


def start_session(
    command: Sequence[str], environment: Mapping[str, str], log_file: Path
) -> subprocess.Popen[bytes]:
    """Start a process in its own session; what it prints is appended to `log_file`."""
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as log:
        return subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def session_of(process: subprocess.Popen[bytes]) -> Session:
    """Return what another process needs to recognise this one. The process must not have been waited for."""
    return Session(pid=process.pid, started=_start_of(psutil.Process(process.pid)))


def leader_of(session: Session) -> psutil.Process | None:
    """Return the leading process if it still lives. A zombie does not."""
    try:
        process = psutil.Process(session.pid)
        is_it = _leads(process, session) and process.status() != psutil.STATUS_ZOMBIE
        return process if is_it else None
    except psutil.NoSuchProcess:
        return None


def living(session: Session) -> list[psutil.Process]:
    """Return all living processes of the session, also where its leader is dead."""
    if leader_of(session) is None and _is_reused(session):
        return []
    return [each for each in psutil.process_iter() if _belongs(each, session)]


def ask_to_end(session: Session) -> None:
    """Send SIGTERM to the leader, or to those it left behind."""
    leader = leader_of(session)
    for process in [leader] if leader else living(session):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()


def kill(session: Session) -> None:
    """Kill every process of the session."""
    for process in living(session):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def end_sessions(sessions: Iterable[Session], *, patience_seconds: float, hurry: threading.Event) -> None:
    """Ask sessions to end, wait up to `patience_seconds` or until `hurry`, and kill what is left of them."""
    left = list(sessions)
    for session in left:
        ask_to_end(session)
    deadline = time.monotonic() + patience_seconds
    while (left := [each for each in left if living(each)]) and time.monotonic() < deadline:
        if hurry.wait(_LOOK_SECONDS):
            break
    for session in left:
        kill(session)


def _leads(process: psutil.Process, session: Session) -> bool:
    return abs(_start_of(process) - session.started) <= _START_TOLERANCE_SECONDS


def _start_of(process: psutil.Process) -> float:
    return process.create_time() - psutil.boot_time()


def _is_reused(session: Session) -> bool:
    """Whether the number belongs to somebody else; then the session had ended before it was given away."""
    try:
        return not _leads(psutil.Process(session.pid), session)
    except psutil.NoSuchProcess:
        return False


def _belongs(process: psutil.Process, session: Session) -> bool:
    try:
        same = os.getsid(process.pid) == session.pid
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, PermissionError, psutil.Error):
        return False
