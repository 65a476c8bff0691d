"""The service for a benchmark: endpoint and web tier on free ports, and the workers to be compared."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import psutil

from controller.sessions import start_session
from scripts.local.environment import service_environment
from scripts.local.folders import DataFolder
from scripts.local.keeper import Part
from scripts.local.migration import migrate
from scripts.local.parts import endpoint_part, provisioner, web_part
from scripts.local.ports import free_port
from scripts.local.settings import LocalSettings

_START_SECONDS = 60
_never = threading.Event()


@dataclass(frozen=True, kw_only=True)
class Stack:
    """An endpoint and a web tier that run."""

    url: str
    folder: DataFolder
    environment: dict[str, str]
    endpoint: subprocess.Popen[bytes]
    web: subprocess.Popen[bytes]

    @contextmanager
    def workers(
        self, module: str, count: int, changes: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[list[psutil.Process]]:
        """Run `count` workers of one engine each, all loaded, and end them afterwards.

        `changes` are made to their environment.
        """
        with self._running((module,), count, {"FACEFLEET_SLOTS": "1", **changes}) as processes:
            yield [psutil.Process(process.pid) for process in processes]

    @contextmanager
    def slow_endpoint(self, milliseconds: float) -> Iterator[str]:
        """Yield the URL of an endpoint that is the same, but whose calls take so much longer."""
        port, target = free_port(), urlsplit(self.environment["AWS_ENDPOINT_URL"]).netloc
        command = ("benchmarks.relay", "--port", str(port), "--to", target, "--ms", str(milliseconds))
        with self._running(command, 1, {}):
            yield f"http://127.0.0.1:{port}"

    @contextmanager
    def _running(
        self, module: Sequence[str], count: int, changes: Mapping[str, str]
    ) -> Iterator[list[subprocess.Popen[bytes]]]:
        log = self.folder.log(f"{module[0]}-{time.monotonic_ns()}")
        command, environment = (sys.executable, "-m", *module), {**self.environment, **changes}
        processes = [start_session(command, environment, log) for _ in range(count)]
        try:
            _wait_until(lambda: log.read_text().count("ready") >= count, f"{module[0]} to load")
            yield processes
        finally:
            _end(processes)


@contextmanager
def running_stack(data: Path) -> Iterator[Stack]:
    """Start the endpoint and the web tier as `make run` does, without a controller."""
    folder, port, endpoint_port = DataFolder(data), free_port(), free_port()
    folder.make()
    settings = LocalSettings(data=data, port=port)
    url = f"http://127.0.0.1:{port}"
    environment = service_environment(os.environ, settings, folder, f"http://127.0.0.1:{endpoint_port}")
    os.environ.update(environment)
    endpoint = _started(endpoint_part(environment, folder, endpoint_port, provisioner(settings)))
    migrate(environment, folder, _never)
    web = _started(web_part(environment, folder, url))
    try:
        yield Stack(url=url, folder=folder, environment=environment, endpoint=endpoint, web=web)
    finally:
        _end([web])
        _end([endpoint])


def _started(part: Part) -> subprocess.Popen[bytes]:
    process = start_session(part.command, part.environment, part.log_file)
    _wait_until(part.prepare, part.name)
    return process


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=30)


def _wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {_START_SECONDS} s for {what}")
        _never.wait(0.05)
