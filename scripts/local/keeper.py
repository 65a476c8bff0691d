"""Keeps one part running: starts it, sees that it gets ready, starts it again when it dies."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from controller.run_folder import RunFolder
from controller.sessions import Session, ask_to_end, kill, session_of, start_session
from scripts.local.failures import PartFailed
from scripts.local.lives import Lives

#: A part that is not ready after this time hangs, seconds.
_START_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Part:
    """One process of the service."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log_file: Path
    prepare: Callable[[], bool]  #: does what is left to do once it runs; returns whether it is ready


class Keeper:
    """Looks after one part; `look` is called a few times a second and never waits long."""

    def __init__(
        self,
        part: Part,
        *,
        run_folder: RunFolder,
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self.part = part
        self.ready = False
        self.restarts = 0
        self._run_folder = run_folder
        self._say = say
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._lives = Lives()
        self._started_at = 0.0
        self._start_at = 0.0

    def look(self, *, may_start: bool) -> None:
        """Do what the part needs now. Raises PartFailed when it dies at its start time and again."""
        if self._process is None:
            if may_start and self._clock() >= self._start_at:
                self._start()
        elif self._process.poll() is not None:
            self._bury(self._process.returncode)
        elif not self.ready:
            self._get_ready(self._process)

    def _start(self) -> None:
        self._clear_leftovers(kill)
        self._process = start_session(self.part.command, self.part.environment, self.part.log_file)
        self._run_folder.note(self.part.name, session_of(self._process))
        self._started_at = self._clock()

    def _get_ready(self, process: subprocess.Popen[bytes]) -> None:
        self.ready = self.part.prepare()
        if not self.ready and self._clock() - self._started_at > _START_SECONDS:
            self._say(f"{self.part.name} hangs at its start and is killed.")
            process.kill()

    def _bury(self, exit_code: int) -> None:
        lived_seconds = self._clock() - self._started_at
        self._lives = self._lives.after_death(lived_seconds=lived_seconds, was_ready=self.ready)
        self._process, self.ready = None, False
        self._clear_leftovers(ask_to_end)  # a killed master's workers hold its port
        if self._lives.hopeless:
            raise PartFailed(self.part.name, self.part.log_file)
        self.restarts += 1
        self._start_at = self._clock() + self._lives.pause_seconds
        self._say(
            f"{self.part.name} ended ({_manner(exit_code)}) and is started again "
            f"in {self._lives.pause_seconds:g} s; see {self.part.log_file}"
        )

    def _clear_leftovers(self, clear: Callable[[Session], None]) -> None:
        session = self._run_folder.sessions().get(self.part.name)
        if session is not None:
            clear(session)


def _manner(exit_code: int) -> str:
    return f"exit code {exit_code}" if exit_code >= 0 else f"killed by signal {-exit_code}"
