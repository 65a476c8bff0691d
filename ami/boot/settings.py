"""Gives this machine its settings and its role: `python3 -m ami.boot.settings`, once, early at boot.

Needs nothing but the standard library: the system's Python runs it.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ami.boot.environment_file import write_environment
from ami.boot.metadata import DEFAULT_URL, Metadata, MetadataUnavailable
from ami.boot.role_credentials import wait_for_credentials
from ami.boot.user_data import read_user_data
from pipeline.errors import FacefleetError

FOLDER = Path("/run/facefleet")
METADATA_URL = "FACEFLEET_INSTANCE_METADATA"
#: How boto3 asks for credentials, seconds and times; by itself it asks once, for a second.
_ASKING = {"AWS_METADATA_SERVICE_TIMEOUT": "2", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "5"}
_NO_CREDENTIALS = (
    "No role gives this machine AWS credentials: its units end for want of them, and start again.\n"
)


def main(
    environment: Mapping[str, str], folder: Path = FOLDER, pause: Callable[[float], None] = time.sleep
) -> int:
    """Ask the metadata service and write what it says; return the process's exit code."""
    url = environment.get(METADATA_URL, DEFAULT_URL)
    try:
        metadata = Metadata(url, pause)
        metadata.connect()
        told = read_user_data(metadata.get("user-data") or "")
        settings = {**_ASKING, **told.settings, **_of_the_machine(metadata, told.settings), METADATA_URL: url}
        if told.roles and not wait_for_credentials(metadata, pause):
            sys.stderr.write(_NO_CREDENTIALS)  # they may yet come, and the machine may hold the only database
    except FacefleetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    write_environment(folder / "settings.env", settings, mode=0o644)
    _take_roles(folder / "roles", told.roles)
    sys.stderr.write(f"roles: {', '.join(told.roles) or 'none, the user data is not for Facefleet'}\n")
    return 0


def _of_the_machine(metadata: Metadata, told: Mapping[str, str]) -> dict[str, str]:
    instance_id = metadata.get("meta-data/instance-id")
    if not instance_id:
        raise MetadataUnavailable("The metadata service does not know this instance's id.")
    region = told.get("AWS_DEFAULT_REGION") or metadata.get("meta-data/placement/region") or ""
    return {"FACEFLEET_WORKER_ID": instance_id, "AWS_DEFAULT_REGION": region}


def _take_roles(folder: Path, roles: tuple[str, ...]) -> None:
    """Leave a file for each role: the units look whether theirs is there."""
    folder.mkdir(mode=0o755, exist_ok=True)
    for role in roles:
        (folder / role).touch()


if __name__ == "__main__":
    sys.exit(main(os.environ))
