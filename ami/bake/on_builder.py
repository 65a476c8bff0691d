"""Runs on the builder, as its user data: fetches the source, provisions, and reports.

It is sent as it is, so it needs nothing but the standard library. The builder has no role and no keys: two
signed addresses let it read one object and write another, for the time of the build.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# in memory: it is gone when the machine stops, and sealing it does not pull the floor from under this
FOLDER = Path("/dev/shm/facefleet")  # noqa: S108
PROVENANCE = Path("/opt/facefleet/PROVENANCE.json")
TOLD = 6000  # characters of a failure's output


def build(order: Mapping[str, str], folder: Path = FOLDER, provenance: Path = PROVENANCE) -> dict[str, Any]:
    """Provision this machine as the order says; return the report."""
    try:
        fetch(order["archive_url"], order["archive_sha256"], folder)
        run(folder, "provision.sh", order["commit"])
        facts = json.loads(provenance.read_text())
        run(folder, "seal.sh", order["commit"])
    except subprocess.CalledProcessError as error:
        return {"state": "failed", "output": str(error.output)[-TOLD:]}
    except Exception as error:
        return {"state": "failed", "output": repr(error)[-TOLD:]}
    return {"state": "passed", "provenance": facts}


def fetch(url: str, sha256: str, folder: Path) -> None:
    """Unpack the archive into the folder. Raises ValueError where it is another one."""
    with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310
        data = response.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("the archive is not the one that was packed")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        # Debian 12's Python 3.11.2 has no filters yet; from 3.12 on one must be named
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(folder)  # noqa: S202 - the bytes are those that the order names


def run(folder: Path, script: str, commit: str) -> None:
    """Run one of our scripts, its output on the console. Raises CalledProcessError with the output."""
    command = ["/usr/bin/env", f"FACEFLEET_COMMIT={commit}", "bash", str(folder / "ami" / script)]
    output = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            output.append(line)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, script, output="".join(output))


def report(url: str, content: Mapping[str, Any]) -> None:
    """Tell whoever ordered the build."""
    body = json.dumps(content).encode()
    urllib.request.urlopen(urllib.request.Request(url, data=body, method="PUT"), timeout=60).close()  # noqa: S310


def main(order: Mapping[str, str]) -> None:
    """Build and report; end the machine some time later, in case nobody does."""
    subprocess.run(["/usr/sbin/shutdown", "--poweroff", f"+{order['minutes']}"], check=True)
    report(order["report_url"], {"state": "provisioning"})
    report(order["report_url"], build(order))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
