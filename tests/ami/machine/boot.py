"""Boots a provisioned root in a container, with stand-ins for what an account of AWS would do."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.ami.machine.draining import STOP_SECONDS

HERE = Path(__file__).parent
FOLDER = "/opt/test"
USER_DATA = """# facefleet settings
FACEFLEET_ROLE=worker+web+controller
AWS_ENDPOINT_URL=http://127.0.0.1:4566
AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1338
FACEFLEET_LOG_GROUP=/facefleet/test
FACEFLEET_DATABASE_SECRET=database
FACEFLEET_WORKER_GROUP=nobody
FACEFLEET_PORT=8000
FACEFLEET_SIGNAL_STACK=nobody
FACEFLEET_SIGNAL_RESOURCE=WebGroup
"""
_WORLD = f"""[Unit]
Before=facefleet-settings.service
[Service]
Type=notify
NotifyAccess=all
WorkingDirectory={FOLDER}
Environment=PYTHONPATH=/opt/facefleet/app PYTHONDONTWRITEBYTECODE=1
ExecStart=/opt/facefleet/venv-web/bin/python -m tests.ami.machine.world {FOLDER}/user-data
[Install]
WantedBy=multi-user.target
"""
_VISITOR = f"""[Unit]
After=facefleet-settings.service
[Service]
WorkingDirectory={FOLDER}
ExecStart=/opt/facefleet/venv-web/bin/python -B -m tests.ami.machine.visitor {FOLDER}/report.json
[Install]
WantedBy=multi-user.target
"""
_WORKER = f"[Service]\nTimeoutStopSec={STOP_SECONDS}\n"
_SETTINGS = "[Service]\nEnvironment=FACEFLEET_INSTANCE_METADATA=http://127.0.0.1:1338\n"


def prepare(root: Path, user_data: str = USER_DATA, *, is_visited: bool = True) -> None:
    """Put the stand-ins into the root."""
    folder = root / FOLDER[1:]
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(HERE.parent, folder / "tests/ami", dirs_exist_ok=True)
    (folder / "user-data").write_text(user_data)
    (folder / "report.json").unlink(missing_ok=True)
    units = root / "etc/systemd/system"
    (units / "test-world.service").write_text(_WORLD)
    (units / "test-visitor.service").write_text(_VISITOR)
    for unit, change in {"settings": _SETTINGS, "worker": _WORKER}.items():
        (units / f"facefleet-{unit}.service.d").mkdir(exist_ok=True)
        (units / f"facefleet-{unit}.service.d/test.conf").write_text(change)
    (root / "var/log/journal").mkdir(exist_ok=True)
    _turn(root, "enable", "test-world")
    _turn(root, "enable" if is_visited else "disable", "test-visitor")


def _turn(root: Path, verb: str, unit: str) -> None:
    subprocess.run(["systemctl", f"--root={root}", "--quiet", verb, f"{unit}.service"], check=True)


def report(root: Path) -> dict[str, Any]:
    """Return what the visitor saw."""
    seen: dict[str, Any] = json.loads((root / FOLDER[1:] / "report.json").read_text())
    return seen


def boot(root: Path, seconds: float) -> str:
    """Boot until the machine powers itself off; return its journal. Raises TimeoutExpired."""
    shutil.rmtree(root / "var/log/journal")
    (root / "var/log/journal").mkdir()
    command = [
        "systemd-nspawn",
        "--quiet",
        f"--directory={root}",
        "--boot",
        "--private-network",
        "--register=no",
        "--keep-unit",
    ]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as machine:
        try:
            machine.wait(seconds)
        finally:
            machine.terminate()
    return journal(root)


def journal(root: Path) -> str:
    """Return the machine's journal."""
    command = ["journalctl", f"--directory={root}/var/log/journal", "--no-pager", "--output=short-monotonic"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
