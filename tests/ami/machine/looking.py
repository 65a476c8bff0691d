"""How a test machine's visitor sees what systemd and the worker say."""

import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

import boto3

INSTANCE = "i-0123456789abcdef0"


def heartbeat() -> dict[str, Any]:
    """Return the worker's last report."""
    answer = boto3.client("s3").get_object(Bucket="facefleet-state", Key=f"workers/{INSTANCE}.json")
    report: dict[str, Any] = json.loads(answer["Body"].read())
    return report


def reports(state: str) -> dict[str, Any] | None:
    """Return the worker's last report if it is in that state."""
    report = heartbeat()
    return report if report["state"] == state else None


def shown(unit: str, what: str) -> str:
    """Return one of a unit's properties."""
    return subprocess.run(
        ["systemctl", "show", f"--property={what}", "--value", unit],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def until(look: Callable[[], Any], seconds: float = 180) -> Any:
    """Return what is seen as soon as there is something. Raises TimeoutError with the last problem."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := look():
                return found
            problem: object = "nothing"
        except Exception as error:
            problem = error
        if time.monotonic() > deadline:
            raise TimeoutError(f"still {problem!r}")
        time.sleep(0.1)
