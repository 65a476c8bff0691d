"""The fleet on one machine: each worker is a local process with a file that says so.

The files outlive the controller: one that starts again adopts the workers that live.
"""

import secrets
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from controller.fleet import Member
from controller.launches import Launches
from controller.run_folder import RunFolder
from controller.sessions import Session, ask_to_end, kill, leader_of, session_of, start_session
from pipeline import logs

log = logs.get_logger()


class ProcessFleet:
    """Starts `command` as often as wanted; SIGTERM drains a worker."""

    def __init__(
        self,
        *,
        command: Sequence[str],
        environment: Mapping[str, str],
        run_folder: RunFolder,
        log_file: Path,
        launches: Launches,
    ) -> None:
        self._command = command
        self._environment = environment
        self._run_folder = run_folder
        self._log_file = log_file
        self._launches = launches
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def members(self) -> list[Member]:
        """Return the living workers, whoever started them, and bury the dead."""
        self._reap()
        for worker_id, session in self._run_folder.sessions().items():
            if leader_of(session) is None:
                self._bury(worker_id, session)
        return living_members(self._run_folder)

    def start(self, count: int) -> None:
        """Launch so many more, unless the last ones died at once and it is too early to try again."""
        if self._launches.allowed():
            for _ in range(count):
                self._launch(f"local-{secrets.token_hex(4)}")

    def drain(self, worker_id: str) -> None:
        """Send SIGTERM once: the worker finishes what it holds and ends."""
        session = self._run_folder.sessions().get(worker_id)
        if session is None or session.draining:
            return
        self._run_folder.note(worker_id, session.told_to_end())
        ask_to_end(session)
        log.info("worker told to drain", worker_id=worker_id, pid=session.pid)

    def _launch(self, worker_id: str) -> None:
        environment = {**self._environment, "FACEFLEET_WORKER_ID": worker_id}
        process = start_session(self._command, environment, self._log_file)
        self._children[worker_id] = process
        self._run_folder.note(worker_id, session_of(process))
        self._launches.launched(worker_id)
        log.info("worker started", worker_id=worker_id, pid=process.pid)

    def _reap(self) -> None:
        """Let the system forget the children that ended, also those that another controller buried."""
        for child in self._children.values():
            child.poll()

    def _bury(self, worker_id: str, session: Session) -> None:
        kill(session)  # its engine processes, where it was killed before it could end them
        self._run_folder.forget(worker_id)
        child = self._children.pop(worker_id, None)
        self._launches.ended(worker_id, was_told=session.draining)
        # it may have ended since it was last asked; an adopted worker tells nobody
        exit_code = child.poll() if child else None
        log.info("worker ended", worker_id=worker_id, exit_code=exit_code)


def living_members(run_folder: RunFolder) -> list[Member]:
    """Return the workers that live, changing nothing; for whoever only looks."""
    found = [(name, session, leader_of(session)) for name, session in run_folder.sessions().items()]
    return [
        Member(worker_id=name, started_at=leader.create_time(), draining=session.draining)
        for name, session, leader in found
        if leader is not None
    ]
