"""Runs on a test machine: waits for the worker, asks about a face, writes down what it saw, powers off."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3

FACE = Path("/opt/facefleet/app/app_tier/self_test/face.jpg")
INSTANCE = "i-0123456789abcdef0"
UNITS = ("settings", "prefetch", "worker", "web", "controller", "logs@worker", "logs@web", "logs@controller")


def main(report: Path) -> None:
    """Report, whatever was seen, and power off."""
    os.environ.update(AWS_ENDPOINT_URL="http://127.0.0.1:4566", AWS_DEFAULT_REGION="us-east-1")
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    seen: dict[str, Any] = {}
    try:
        seen["heartbeat"] = _until(_heartbeat)
        if Path("/run/facefleet/roles/web").exists():
            _until(lambda: urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=5).status == 200)
            seen["recognition"] = _recognition()
            seen["signal"] = _until(lambda: _logged("web", "the signal for WebGroup of stack nobody"))
            seen["logged"] = _until(lambda: _logged("worker", "job answered"))
        seen["drained"] = _drained()
    except Exception as error:
        seen["error"] = repr(error)
    seen["units"] = {unit: _state(f"facefleet-{unit}.service") for unit in UNITS}
    seen["started"] = {unit: _ready_after(f"facefleet-{unit}.service") for unit in UNITS}
    seen["writable"] = _writable_by_the_worker()
    report.write_text(json.dumps(seen, indent=2))
    subprocess.run(["/usr/bin/systemctl", "poweroff"], check=True)


def _heartbeat() -> dict[str, Any] | None:
    body = (
        boto3.client("s3").get_object(Bucket="facefleet-state", Key=f"workers/{INSTANCE}.json")["Body"].read()
    )
    heartbeat: dict[str, Any] = json.loads(body)
    return heartbeat if heartbeat["state"] == "idle" else None


def _recognition() -> dict[str, Any]:
    request = urllib.request.Request(
        "http://127.0.0.1:8000/api/v1/recognitions?wait=25",
        data=b'--x\r\nContent-Disposition: form-data; name="image"; filename="face.jpg"\r\n\r\n'
        + FACE.read_bytes()
        + b"\r\n--x--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (own service)
        content: dict[str, Any] = json.load(answer)
    return content


def _logged(role: str, word: str) -> list[str] | None:
    events = boto3.client("logs").get_log_events(
        logGroupName=f"/facefleet/test/{role}", logStreamName=INSTANCE, startFromHead=True
    )["events"]
    lines = [event["message"] for event in events]
    return lines if any(word in line for line in lines) else None


def _drained() -> bool:
    """Leave the mark that the controller leaves, and see the worker end by itself."""
    boto3.client("s3").put_object(
        Bucket="facefleet-state", Key=f"drains/{INSTANCE}", Body=str(time.time()).encode()
    )
    return bool(_until(lambda: _state("facefleet-worker.service") == "inactive"))


def _state(unit: str) -> str:
    return _shown(unit, "ActiveState")


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
    return round((int(_shown(unit, "ActiveEnterTimestampMonotonic") or 0) - began) / 1e6, 2)


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


def _shown(unit: str, what: str) -> str:
    return subprocess.run(
        ["systemctl", "show", f"--property={what}", "--value", unit],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def _until(look: Callable[[], Any], seconds: float = 60) -> Any:
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
