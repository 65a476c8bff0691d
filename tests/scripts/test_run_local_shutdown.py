"""The end of a run: in which order, and what a second Ctrl-C changes."""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.run_folder import RunFolder
from controller.sessions import session_of, start_session
from scripts.local.folders import DataFolder
from scripts.local.shutdown import end_everything, what_lives
from scripts.local.signals import stop_and_hurry
from tests.waiting import wait_until

#: Says when it is up and when it was told to end; `stubborn` does not end.
_PROGRAM = """
import signal, sys, pathlib
name, notes = sys.argv[1], pathlib.Path(sys.argv[2])
def write(word):
    with notes.open("a") as file:
        file.write(f"{name} {word}\\n")
def end(*_):
    write("ended")
    if "stubborn" not in name:
        sys.exit()
signal.signal(signal.SIGTERM, end)
write("up")
while True:
    signal.pause()
"""


class Parts:
    """Processes that take the places of the real parts."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self._notes = folder.path / "notes"
        self._notes.touch()

    def start(self, name: str, run_folder: Path) -> None:
        command = (sys.executable, "-c", _PROGRAM, name, str(self._notes))
        process = start_session(command, {}, self.folder.log(name))
        RunFolder(run_folder).note(name, session_of(process))
        wait_until(lambda: f"{name} up" in self._notes.read_text(), seconds=10)
        process.returncode = 0  # whoever ends the run waits for it

    def ended(self) -> list[str]:
        lines = self._notes.read_text().splitlines()
        return [line.split()[0] for line in lines if line.endswith("ended")]


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    folder = DataFolder(tmp_path)
    folder.make()
    yield Parts(folder)
    hurry = threading.Event()
    hurry.set()
    end_everything(folder, hurry)


def test_the_web_tier_ends_first_and_the_endpoint_last(parts: Parts) -> None:
    parts.start("endpoint", parts.folder.run)
    parts.start("web", parts.folder.run)
    parts.start("controller", parts.folder.run)
    parts.start("local-1", parts.folder.workers)

    end_everything(parts.folder, threading.Event())

    assert parts.ended() == ["web", "controller", "local-1", "endpoint"]
    assert what_lives(parts.folder) == []
    assert RunFolder(parts.folder.run).sessions() == {}


def test_whoever_does_not_end_in_time_is_killed_when_the_user_hurries(parts: Parts) -> None:
    parts.start("local-stubborn", parts.folder.workers)
    assert what_lives(parts.folder) == ["local-stubborn"]
    hurry = threading.Event()
    hurry.set()

    end_everything(parts.folder, hurry)

    wait_until(lambda: what_lives(parts.folder) == [], seconds=10)


def test_the_first_signal_stops_and_the_second_hurries() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        stop, hurry = stop_and_hurry()
        signal.raise_signal(signal.SIGTERM)
        assert (stop.is_set(), hurry.is_set()) == (True, False)

        signal.raise_signal(signal.SIGINT)
        assert hurry.is_set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
