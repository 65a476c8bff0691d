"""A fleet of stand-in workers, and what a test may do to it from outside."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from controller.backoff import Backoff
from controller.fleet import Fleet
from controller.launches import Launches
from controller.process_fleet import ProcessFleet
from controller.run_folder import RunFolder
from controller.sessions import end_sessions
from tests.waiting import wait_until

STAND_IN = Path(__file__).parent / "stand_in_worker.py"


@dataclass
class ProcessCase:
    """A ProcessFleet, and the hand of fate. A fleet of another kind brings a case of its own."""

    folder: Path
    launches: Launches
    environment: dict[str, str] = field(default_factory=dict)
    fleets: list[ProcessFleet] = field(default_factory=list)
    command: tuple[str, ...] = (sys.executable, str(STAND_IN))

    @property
    def run_folder(self) -> RunFolder:
        return RunFolder(self.folder / "run")

    @property
    def log_file(self) -> Path:
        return self.folder / "workers.log"

    def make(self) -> ProcessFleet:
        """Return a fleet on this folder: a second one is a controller that started again."""
        fleet = ProcessFleet(
            command=self.command,
            environment={"STAND_IN_HOLDS": str(self.folder / "held"), **self.environment},
            run_folder=self.run_folder,
            log_file=self.log_file,
            launches=self.launches,
        )
        self.fleets.append(fleet)
        return fleet

    def start(self, fleet: Fleet, count: int) -> list[str]:
        """Start workers and wait until they are up; return the ids of all members."""
        fleet.start(count)
        ids = [member.worker_id for member in fleet.members()]
        wait_until(lambda: all(f"{each} is up" in self.log_file.read_text() for each in ids), seconds=20)
        return ids

    def hold_work(self) -> None:
        """Give every worker something to finish."""
        (self.folder / "held").touch()

    def finish_work(self) -> None:
        """Let every worker finish."""
        (self.folder / "held").unlink()

    def all_are_buried(self) -> bool:
        """Let every fleet look, which buries the dead, and say whether nobody is left."""
        return not any([fleet.members() for fleet in self.fleets]) and not self.run_folder.sessions()

    def kill(self, worker_id: str) -> None:
        """Let a worker die without a word."""
        os.kill(self.run_folder.sessions()[worker_id].pid, signal.SIGKILL)


@pytest.fixture
def process_case(tmp_path: Path) -> Iterator[ProcessCase]:
    launches = Launches(
        backoff=Backoff(first_seconds=60, most_seconds=60), steady_seconds=0, clock=time.monotonic
    )
    case = ProcessCase(folder=tmp_path, launches=launches)
    yield case
    sessions = case.run_folder.sessions().values()
    end_sessions(sessions, patience_seconds=0, hurry=threading.Event())
    wait_until(case.all_are_buried, seconds=10)
    assert case.all_are_buried()  # once more: a fleet reaps its own child only after another one buried it


@pytest.fixture(params=["processes"])
def case(request: pytest.FixtureRequest) -> ProcessCase:
    """Every kind of fleet, each with its own hand of fate."""
    cases: dict[str, Callable[[], ProcessCase]] = {
        "processes": lambda: request.getfixturevalue("process_case"),
    }
    return cases[request.param]()
