"""A fleet of stand-in workers, and what a test may do to it from outside."""

import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from controller.fleet import Fleet
from controller.launches import Launches
from controller.process_fleet import ProcessFleet
from controller.run_folder import RunFolder
from tests.waiting import wait_until

STAND_IN = Path(__file__).parent / "stand_in_worker.py"


@dataclass
class ProcessCase:
    """A ProcessFleet, and the hand of fate."""

    folder: Path
    launches: Launches
    goodbye_seconds: float = 0.2
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
            goodbye_seconds=self.goodbye_seconds,
        )
        self.fleets.append(fleet)
        return fleet

    def start(self, fleet: Fleet, count: int) -> list[str]:
        """Start workers and wait until they are up; return the ids of all members."""
        fleet.start(count)
        ids = [member.worker_id for member in fleet.roster().members]
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
        left = [fleet.roster().members for fleet in self.fleets]
        return not any(left) and not self.run_folder.sessions()

    def kill(self, worker_id: str) -> None:
        """Let a worker die without a word."""
        os.kill(self.run_folder.sessions()[worker_id].pid, signal.SIGKILL)
