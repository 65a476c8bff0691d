"""`python -m scripts.run_local` with real processes: it comes up, heals, stops, and finds all again."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from controller.run_folder import RunFolder
from scripts.local.parts import answers
from scripts.local.ports import free_port
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


class Run:
    """One data folder, and the run that uses it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port, self.endpoint_port = free_port(), free_port()
        self.output = data.with_suffix(".out")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "FACEFLEET_PORT": str(self.port),
            "FACEFLEET_ENDPOINT_PORT": str(self.endpoint_port),
            "FACEFLEET_DATA": str(self.data),
        }

    def start(self) -> None:
        """Start everything and wait until it takes pictures."""
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run_local"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        wait_until(self.is_ready, seconds=60)

    def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.said()
        return answers(f"{self.url}/readyz") and "Facefleet is running" in self.said()

    def end(self, number: signal.Signals) -> int:
        """Send a signal, and return the exit code."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(timeout=60)

    def said(self) -> str:
        return self.output.read_text()

    def pid(self, part: str) -> int | None:
        session = RunFolder(self.data / "run").sessions().get(part)
        return session.pid if session else None

    def kill_part(self, part: str) -> None:
        """Kill a part without warning, and wait until another has taken its place."""
        pid = self.pid(part)
        assert pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: self.pid(part) not in (None, pid), seconds=30)
        wait_until(self.is_ready, seconds=30)

    def add_person(self, name: str) -> None:
        request = urllib.request.Request(  # noqa: S310 (own service)
            f"{self.url}/api/v1/people",
            data=json.dumps({"name": name}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            pass

    def people(self) -> list[str]:
        with urllib.request.urlopen(f"{self.url}/api/v1/people", timeout=10) as answer:  # noqa: S310
            return [person["name"] for person in json.load(answer)["items"]]

    def processes(self) -> list[psutil.Process]:
        """Return every living process that has to do with this folder."""
        return [each for each in psutil.process_iter() if self._has_to_do_with(each)]

    def _has_to_do_with(self, process: psutil.Process) -> bool:
        try:
            told = any(str(self.data) in value for value in process.environ().values())
            return told and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path / "data")
    yield run
    for process in run.processes():
        process.kill()


@pytest.mark.slow
def test_killed_parts_return_and_sigterm_leaves_no_process(run: Run) -> None:
    run.start()

    run.kill_part("web")
    run.kill_part("endpoint")
    run.kill_part("controller")

    assert run.end(signal.SIGTERM) == 0
    assert run.processes() == []
    assert run.said().count("is started again") == 3
    assert "Everything is stopped." in run.said()


@pytest.mark.slow
def test_a_run_that_was_killed_is_cleared_away_and_everything_is_found_again(run: Run) -> None:
    run.start()
    run.add_person("Ada")
    run.end(signal.SIGKILL)
    left_behind = {process.pid for process in run.processes()}

    run.start()

    assert len(left_behind) >= 3
    assert left_behind.isdisjoint(process.pid for process in run.processes())
    assert "Ending what a killed run left behind: controller, endpoint, web." in run.said()
    assert run.people() == ["Ada"]
    assert run.end(signal.SIGINT) == 0
    assert run.processes() == []


@pytest.mark.slow
def test_a_second_run_on_the_same_folder_is_refused(run: Run) -> None:
    run.start()

    second = subprocess.run(
        [sys.executable, "-m", "scripts.run_local", "--port", str(free_port())],
        cwd=ROOT,
        env=run.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert run.is_ready()
    assert run.end(signal.SIGTERM) == 0


def test_wrong_settings_are_listed_and_the_exit_code_is_two(run: Run) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "scripts.run_local", "--port", "web", "--endpoint-port", "0"],
        cwd=ROOT,
        env=run.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert finished.returncode == 2
    assert "FACEFLEET_PORT" in finished.stderr
    assert "FACEFLEET_ENDPOINT_PORT" in finished.stderr
