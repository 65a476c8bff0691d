"""What systemd hears of a worker: a socket stands in for it."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_tier.service_manager import ServiceManager


@pytest.fixture(params=["a file", "an abstract name"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """Yield a socket that listens, and its name as NOTIFY_SOCKET gives it."""
    name = str(tmp_path / "notify") if request.param == "a file" else f"@facefleet-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name[1:] if name.startswith("@") else name)
        listening.settimeout(10)
        yield listening, name


def test_it_hears_that_the_worker_is_ready(systemd: tuple[socket.socket, str]) -> None:
    listening, name = systemd

    ServiceManager({"NOTIFY_SOCKET": name}).tell("READY=1")

    assert listening.recv(100) == b"READY=1"


def test_it_hears_again_and_again_that_all_is_well(systemd: tuple[socket.socket, str]) -> None:
    listening, name = systemd
    manager = ServiceManager({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000"})

    with manager.watching(lambda: True):
        heard = [listening.recv(100) for _ in range(3)]

    assert heard == [b"WATCHDOG=1"] * 3


def test_it_hears_nothing_while_something_is_wrong(systemd: tuple[socket.socket, str]) -> None:
    listening, name = systemd
    manager = ServiceManager({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000"})
    looks = iter([False, False, False])

    def is_well() -> bool:
        if next(looks, None) is None:
            listening_again.append(True)
            return True
        return False

    listening_again: list[bool] = []
    with manager.watching(is_well):
        listening.recv(100)

    assert listening_again  # the first word came after the third bad look


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NOTIFY_SOCKET": "/nowhere/at/all"},
        {"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"},  # another process's
    ],
)
def test_where_nobody_listens_nothing_happens(environment: dict[str, str]) -> None:
    manager = ServiceManager(environment)

    manager.tell("READY=1")
    with manager.watching(lambda: pytest.fail("nobody asked")):
        pass
