"""The environment that every part gets: the embedded endpoint's, and nobody's AWS account."""

import os
from collections.abc import Mapping
from pathlib import Path

from scripts.local.folders import DataFolder
from scripts.local.settings import LocalSettings

ROOT = Path(__file__).parents[2]
#: Any value does: the endpoint checks none.
_KEY = "facefleet"
_REGION = "us-east-1"
#: Other names by which the AWS libraries find somebody's account or settings.
_FOREIGN = frozenset({"BOTO_CONFIG", "DEFAULT_REGION"})
#: All that the endpoint needs of the user's environment; it reads many common names as its own settings.
_ENDPOINT_KEEPS = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONUNBUFFERED")


def aws_variables(endpoint_url: str) -> dict[str, str]:
    """Return what points any AWS client at the embedded endpoint."""
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_ACCESS_KEY_ID": _KEY,
        "AWS_SECRET_ACCESS_KEY": _KEY,
    }


def service_environment(
    outer: Mapping[str, str], settings: LocalSettings, folder: DataFolder, endpoint_url: str
) -> dict[str, str]:
    """Return the user's environment without any AWS account, with this run's addresses."""
    kept = {
        name: value for name, value in outer.items() if not name.startswith("AWS_") and name not in _FOREIGN
    }
    return {
        **kept,
        **aws_variables(endpoint_url),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # a proxy is for the world outside; the names differ in case by program
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "FACEFLEET_DATA": str(folder.path),
        "FACEFLEET_HOST": settings.host,
        "FACEFLEET_PORT": str(settings.port),
        "FACEFLEET_VISIBILITY_SECONDS": str(settings.visibility_seconds),
        "FACEFLEET_DATABASE_URL": settings.database_url or folder.database_url,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), outer.get("PYTHONPATH")])),
        "PYTHONUNBUFFERED": "1",
    }


def endpoint_environment(environment: Mapping[str, str], folder: DataFolder, port: int) -> dict[str, str]:
    """Return the embedded endpoint's own environment: two services, on localhost, kept in the data folder."""
    return {
        **{name: environment[name] for name in _ENDPOINT_KEEPS if name in environment},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3,sqs",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder.endpoint / "s3"),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder.endpoint / "state"),
        "TMPDIR": str(folder.temporary),
        "LOG_LEVEL": "WARNING",
        # it would listen on a port more, and tidy up containers of somebody's Docker
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
    }
