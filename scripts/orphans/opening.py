"""Finds the stores that are to be checked: by the environment, or by a data folder of `make run`."""

import os
from pathlib import Path

from pipeline.errors import FacefleetError
from pipeline.settings import load
from scripts.local.environment import aws_variables
from scripts.local.folders import DataFolder
from web_tier.settings import WebSettings


class NoService(FacefleetError):
    """There is nothing to be checked."""


class CheckSettings(WebSettings):
    """The web tier's settings, and what workers keep beside them."""

    #: Where workers search galleries: `memory`, or a PostgreSQL that they share.
    gallery_index: str = "memory"


def settings_of(data: Path | None) -> CheckSettings:
    """Return the settings of the environment, or of a service on this machine. Raises InvalidSettings."""
    if data is not None:
        _point_at(DataFolder(data.resolve()))
    return load(CheckSettings)


def _point_at(folder: DataFolder) -> None:
    """Make the folder's service the environment's; a database that is named there stays."""
    os.environ.update(aws_variables(_endpoint_url(folder)))
    os.environ.setdefault("FACEFLEET_DATABASE_URL", folder.database_url)


def _endpoint_url(folder: DataFolder) -> str:
    try:
        return folder.endpoint_url.read_text()
    except FileNotFoundError as error:
        raise NoService(f"{folder.path} is no data folder of a service that runs or ran.") from error
