"""The fleet on one machine: each worker is a local process with a file that says so.

The files outlive the controller: one that starts again adopts the workers that live.
"""

import secrets
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from controller.fleet import Member, Roster
from controller.launches import Launches
from controller.observation import LaunchFailure
from controller.recent_failures import RecentFailures
from controller.run_folder import RunFolder
from controller.sessions import Session, ask_to_end, kill, leader_of, session_of, start_session
from pipeline import logs
from pipeline.errors import ServiceUnavailable

log = logs.get_logger()


class ProcessFleet:
    """Starts `command` as often as wanted; SIGTERM drains a worker, SIGKILL ends it.

    One that was drained is about to end by itself: it has `goodbye_seconds` for that once it is retired.
    """

    def __init__(
        self,
        *,
        command: Sequence[str],
        environment: Mapping[str, str],
        run_folder: RunFolder,
        log_file: Path,
        launches: Launches,
        goodbye_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._command = command
        self._environment = environment
        self._run_folder = run_folder
        self._log_file = log_file
        self._launches = launches
        self._goodbye_seconds = goodbye_seconds
        self._clock = clock  #: seconds since the epoch
        self._failures = RecentFailures(clock)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._retired_at: dict[str, float] = {}  # those that may end by themselves yet

    def roster(self) -> Roster:
        """Return the living workers, whoever started them, and bury the dead."""
        self._reap()
        for worker_id, session in self._run_folder.sessions().items():
            if leader_of(session) is None:
                self._bury(worker_id, session)
            elif self._is_late(worker_id):
                self._kill(worker_id, session)
        return Roster(members=tuple(living_members(self._run_folder)), failures=self._failures.all())

    def start(self, count: int) -> None:
        """Launch so many more. Raises ServiceUnavailable where the last ones died and it is too early."""
        if not self._launches.allowed():
            raise ServiceUnavailable("The last workers died at their start: it is too early for others.")
        for _ in range(count):
            self._launch(f"local-{secrets.token_hex(4)}")

    def drain(self, worker_id: str) -> None:
        """Send SIGTERM once: the worker finishes what it holds and ends."""
        session = self._run_folder.sessions().get(worker_id)
        if session is None or session.told_at is not None:
            return
        self._run_folder.note(worker_id, session.told_to_end(self._clock()))
        ask_to_end(session)
        log.info("worker told to drain", worker_id=worker_id, pid=session.pid)

    def retire(self, worker_id: str) -> None:
        """End the worker and its engine processes. What it holds becomes visible to others again."""
        session = self._run_folder.sessions().get(worker_id)
        if session is None:
            return
        if session.told_at is None:
            self._run_folder.note(worker_id, session.told_to_end(self._clock()))
            self._kill(worker_id, session)
        else:
            self._retired_at.setdefault(worker_id, self._clock())

    def _is_late(self, worker_id: str) -> bool:
        retired_at = self._retired_at.get(worker_id)
        return retired_at is not None and self._clock() - retired_at >= self._goodbye_seconds

    def _kill(self, worker_id: str, session: Session) -> None:
        kill(session)
        log.info("worker killed", worker_id=worker_id, pid=session.pid)

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
        self._retired_at.pop(worker_id, None)
        child = self._children.pop(worker_id, None)
        # it may have ended since it was last asked; an adopted worker tells nobody
        exit_code = child.poll() if child else None
        if self._launches.ended(worker_id, was_told=session.told_at is not None):
            why = f"{worker_id} died at its start, exit code {exit_code}"
            self._failures.note([LaunchFailure(at=self._clock(), why=why)])
        log.info("worker ended", worker_id=worker_id, exit_code=exit_code)


def living_roster(run_folder: RunFolder) -> Roster:
    """Return the roster, changing nothing; for a dry run."""
    return Roster(members=tuple(living_members(run_folder)))


def living_members(run_folder: RunFolder) -> list[Member]:
    """Return the workers that live, changing nothing; for whoever only looks."""
    found = [(name, session, leader_of(session)) for name, session in run_folder.sessions().items()]
    return [
        Member(worker_id=name, started_at=leader.create_time(), draining_since=session.told_at)
        for name, session, leader in found
        if leader is not None
    ]
