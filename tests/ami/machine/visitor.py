"""Runs on a test machine: waits for the worker, asks about a face, writes down what it saw, powers off."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import boto3

from tests.ami.machine.draining import (
    drained,
    drained_for_longer_than_it_may_stop,
    marked,
    marked_before_it_was_ready,
)
from tests.ami.machine.looking import INSTANCE, reports, shown, until

FACE = Path("/opt/facefleet/app/app_tier/self_test/face.jpg")
UNITS = ("settings", "prefetch", "worker", "web", "controller", "logs@worker", "logs@web", "logs@controller")


def main(report: Path) -> None:
    """Report, whatever was seen, and power off."""
    os.environ.update(AWS_ENDPOINT_URL="http://127.0.0.1:4566", AWS_DEFAULT_REGION="us-east-1")
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    seen: dict[str, Any] = {}
    try:
        seen["heartbeat"] = until(lambda: reports("idle"))
        if Path("/run/facefleet/roles/web").exists():
            until(lambda: urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=5).status == 200)
            seen["recognition"] = _posted(wait=60)
            seen["signal"] = until(lambda: _logged("web", "the signal for WebGroup of stack nobody"))
            seen["logged"] = until(lambda: _logged("worker", "job answered"))
            seen["slow_drain"] = drained_for_longer_than_it_may_stop(lambda: _posted(wait=0)["job_id"])
            seen["early_mark"] = marked_before_it_was_ready()
        else:
            marked()
            seen["drain"] = drained()
    except Exception as error:
        seen["error"] = repr(error)
    seen["units"] = {unit: _state(f"facefleet-{unit}.service") for unit in UNITS}
    seen["started"] = {unit: _ready_after(f"facefleet-{unit}.service") for unit in UNITS}
    seen["writable"] = _writable_by_the_worker()
    report.write_text(json.dumps(seen, indent=2))
    subprocess.run(["/usr/bin/systemctl", "poweroff"], check=True)


def _posted(wait: int) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:8000/api/v1/recognitions?wait={wait}",
        data=b'--x\r\nContent-Disposition: form-data; name="image"; filename="face.jpg"\r\n\r\n'
        + FACE.read_bytes()
        + b"\r\n--x--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310 (own service)
        content: dict[str, Any] = json.load(answer)
    return content


def _logged(role: str, word: str) -> list[str] | None:
    events = boto3.client("logs").get_log_events(
        logGroupName=f"/facefleet/test/{role}", logStreamName=INSTANCE, startFromHead=True
    )["events"]
    lines = [event["message"] for event in events]
    return lines if any(word in line for line in lines) else None


def _state(unit: str) -> str:
    return shown(unit, "ActiveState")


def _ready_after(unit: str) -> float:
    """Return the seconds from systemd's start to the unit's."""
    began = int(
        subprocess.run(
            ["systemctl", "show", "--property=UserspaceTimestampMonotonic", "--value"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    return round((int(shown(unit, "ActiveEnterTimestampMonotonic") or 0) - began) / 1e6, 2)


def _writable_by_the_worker() -> str:
    return subprocess.run(
        [
            "/usr/sbin/runuser",
            "-u",
            "facefleet",
            "--",
            "find",
            "/opt/facefleet",
            "/etc",
            "-writable",
            "-type",
            "f",
        ],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
