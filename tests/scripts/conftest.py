"""What the clients' tests share: a stand-in for the service, pictures, and the commands' `main`."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.scripts.stand_in import StandIn


@pytest.fixture
def service() -> Iterator[StandIn]:
    """A stand-in that answers."""
    stand_in = StandIn()
    stand_in.start()
    yield stand_in
    stand_in.open_gate.set()
    stand_in.give_up_the_place()


@pytest.fixture
def stop() -> threading.Event:
    """What ends a command early."""
    return threading.Event()


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str, str], Path]:
    """Make a picture for the stand-in: its path, and who is on it."""

    def make(path: str, who: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"who={who}; {path}".encode())
        return file

    return make
