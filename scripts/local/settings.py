"""What a user may choose about the service on one machine."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline.settings import PipelineSettings

Port = Annotated[int, Field(ge=1, le=65_535)]


class LocalSettings(PipelineSettings):
    """Addresses and folders; the parts read their own settings from the same environment."""

    #: Folder of everything that must survive.
    data: Path = Path("data")
    #: Address of the web tier. Others on the network reach it only if this is changed.
    host: str = "127.0.0.1"
    #: Port of the web tier.
    port: Port = 8000
    #: Port of the embedded S3/SQS endpoint; 4566, or a free one where that is taken.
    endpoint_port: Port | None = None
    #: On one machine no worker loses touch with the queue for long: what a killed one held is back soon.
    visibility_seconds: Annotated[int, Field(ge=3, le=43_200)] = 15
    #: Where jobs, people and faces are kept; an SQLite file in the data folder.
    database_url: str | None = None
