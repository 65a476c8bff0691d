"""How a test machine's worker drains by the controller's mark, as systemd sees it."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import boto3

from tests.ami.machine.looking import INSTANCE, heartbeat, reports, shown, until

WORKER = "facefleet-worker.service"
#: What the test machines' workers have in place of the unit's own limit, seconds.
STOP_SECONDS = 5


def marked() -> None:
    """Leave the mark that the controller leaves."""
    boto3.client("s3").put_object(
        Bucket="facefleet-state", Key=f"drains/{INSTANCE}", Body=str(time.time()).encode()
    )


def drained() -> dict[str, str]:
    """Return what systemd says of the worker once it has ended."""
    until(lambda: shown(WORKER, "ActiveState") in ("inactive", "failed"))
    return fate()


def fate() -> dict[str, str]:
    """Return what systemd says of the worker."""
    return {what: shown(WORKER, what) for what in ("ActiveState", "Result", "NRestarts")}


def drained_for_longer_than_it_may_stop(send: Callable[[], str]) -> dict[str, Any]:
    """Keep the engines from answering while the worker drains; return how it fared, and its job's end."""
    with _frozen_engines():
        job = send()
        until(lambda: reports("busy"))
        marked()
        until(lambda: reports("draining"))
        time.sleep(STOP_SECONDS + 2)
        meanwhile = fate()
    return {"meanwhile": meanwhile, "then": drained(), "job": until(lambda: _ended(job))["status"]}


def marked_before_it_was_ready() -> dict[str, Any]:
    """Start the worker whose mark is still there; return how that went."""
    started = subprocess.run(["systemctl", "start", WORKER], check=False)
    then = drained()
    return {"started": started.returncode == 0, "then": then, "report": until(heartbeat)}


@contextmanager
def _frozen_engines() -> Iterator[None]:
    engines = [
        int(comm.parent.name) for comm in Path("/proc").glob("[0-9]*/comm") if _text(comm) == "face-engine\n"
    ]
    assert engines
    for engine in engines:
        os.kill(engine, signal.SIGSTOP)
    try:
        yield
    finally:
        for engine in engines:
            with suppress(ProcessLookupError):  # the idle ones were ended
                os.kill(engine, signal.SIGCONT)


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # a process that has ended meanwhile
        return ""


def _ended(job: str) -> dict[str, Any] | None:
    with urllib.request.urlopen(f"http://127.0.0.1:8000/api/v1/jobs/{job}", timeout=5) as answer:
        content: dict[str, Any] = json.load(answer)
    return content if content["status"] in ("done", "failed", "expired") else None
