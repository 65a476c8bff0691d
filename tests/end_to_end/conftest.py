"""The whole service as `make run` starts it, on free ports and with a data folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.local.ports import free_port
from tests.end_to_end.service import Service
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Start everything, wait until it is ready, and stop it as Ctrl-C does."""
    data = tmp_path_factory.mktemp("data")
    port, endpoint_port = free_port(), free_port()
    environment = os.environ | {
        "FACEFLEET_PORT": str(port),
        "FACEFLEET_ENDPOINT_PORT": str(endpoint_port),
        "FACEFLEET_DATA": str(data),
        # a short stay, so that a test can watch the last worker leave
        "FACEFLEET_IDLE_SECONDS": "2",
        "FACEFLEET_LAST_IDLE_SECONDS": "3",
    }
    output = (data / "output.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.run_local"],
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    running = Service(
        process=process,
        url=f"http://127.0.0.1:{port}",
        endpoint_url=f"http://127.0.0.1:{endpoint_port}",
        data=data,
    )
    try:
        wait_until(running.is_ready, seconds=60)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        output.close()
