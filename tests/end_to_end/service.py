"""What the end-to-end tests do to a running service: ask it, count its parts, kill them."""

import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psutil
import requests

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

#: what is in the command line of each part's processes
PARTS = {
    "endpoint": "ministack",
    "web tier": "web_tier",
    "controller": "controller",
    "worker": "app_tier",
}


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running `scripts.run_local`."""

    process: subprocess.Popen[bytes]
    url: str
    endpoint_url: str
    data: Path

    def is_ready(self) -> bool:
        """Whether it takes pictures."""
        assert self.process.poll() is None, (self.data / "output.log").read_text()
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def processes(self, part: str) -> list[psutil.Process]:
        """Return the living processes of a part, oldest first."""
        found = [each for each in _alive(self.process.pid) if PARTS[part] in " ".join(_command(each))]
        return sorted(found, key=lambda each: each.create_time())

    def workers(self) -> list[psutil.Process]:
        """Return the workers' supervisors."""
        return [each for each in self.processes("worker") if "-m" in _command(each)]

    def engines(self) -> list[psutil.Process]:
        """Return the workers' engine processes."""
        return [
            child
            for worker in self.workers()
            for child in worker.children()
            if "resource_tracker" not in " ".join(_command(child))
        ]

    def kill(self, victim: psutil.Process) -> None:
        """kill -9, and see that it is gone."""
        victim.send_signal(signal.SIGKILL)
        psutil.wait_procs([victim], timeout=10)

    def post(self, path: str, **arguments: Any) -> requests.Response:
        """POST on a new connection."""
        return requests.post(f"{self.url}{path}", timeout=310, **arguments)

    def get(self, path: str) -> requests.Response:
        """GET on a new connection."""
        return requests.get(f"{self.url}{path}", timeout=30)

    def s3(self) -> "S3Client":
        """Return a client of the embedded endpoint."""
        return boto3.client("s3", **self._credentials())

    def sqs(self) -> "SQSClient":
        """Return a client of the embedded endpoint."""
        return boto3.client("sqs", **self._credentials())

    def _credentials(self) -> dict[str, Any]:
        return {
            "endpoint_url": self.endpoint_url,
            "region_name": "us-east-1",
            "aws_access_key_id": "test",
            "aws_secret_access_key": "test",
        }


def _alive(root: int) -> list[psutil.Process]:
    """Return all processes below `root`, and workers that a restarted controller adopted."""
    below = psutil.Process(root).children(recursive=True)
    adopted = [each for each in psutil.process_iter() if _belongs_to(each, root)]
    return list({each.pid: each for each in below + adopted}.values())


def _belongs_to(process: psutil.Process, root: int) -> bool:
    try:
        data = psutil.Process(root).environ()["FACEFLEET_DATA"]
        return process.pid != root and process.environ().get("FACEFLEET_DATA") == data
    except psutil.Error:
        return False


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.Error:
        return []
