"""Starts the whole service as `make run` does, on free ports, and stops it as Ctrl-C does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.local.ports import free_port
from tests.end_to_end.service import Service
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


@contextmanager
def running_service(data: Path, **variables: str) -> Iterator[Service]:
    """Run everything on a data folder of its own while the block runs, with these settings."""
    port, endpoint_port = free_port(), free_port()
    environment = os.environ | {
        "FACEFLEET_PORT": str(port),
        "FACEFLEET_ENDPOINT_PORT": str(endpoint_port),
        "FACEFLEET_DATA": str(data),
        **variables,
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
        wait_until(running.is_ready, seconds=120)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)
        output.close()
