"""Settings from the environment: read once per process, every wrong variable reported at once."""

from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import InvalidSettings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "FACEFLEET_"


class PipelineSettings(BaseSettings):
    """What every process needs: where the buckets and queues are, and how to log.

    Region, credentials and `AWS_ENDPOINT_URL` are AWS's own variables, read by boto3.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    #: Bucket that images are put into.
    input_bucket: str = "facefleet-input"
    #: Bucket that results are put into; names alone for plain uploads.
    output_bucket: str = "facefleet-output"
    #: Private bucket: galleries, worker heartbeats, result documents of plain uploads.
    state_bucket: str = "facefleet-state"
    #: Queue of the requests to the workers.
    request_queue: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,80}$")] = "facefleet-requests"
    #: Where requests go that failed `max_receives` times.
    dead_letter_queue: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,80}$")] = "facefleet-requests-dead"
    #: What the names of all response queues begin with, one queue per web process.
    reply_queue_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,39}$")] = "facefleet-replies-"
    #: How long a received request stays hidden unless its worker extends it, seconds.
    visibility_seconds: Annotated[int, Field(ge=3, le=43_200)] = 60
    #: How often a request is tried before it goes to the dead-letter queue.
    max_receives: Annotated[int, Field(ge=1, le=1000)] = 5
    #: Least severe level that is logged.
    log_level: Annotated[str, Field(pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"


S = TypeVar("S", bound=PipelineSettings)


def load(settings_type: type[S]) -> S:
    """Read a process's settings from the environment. Raises InvalidSettings naming every wrong variable."""
    try:
        return settings_type()
    except ValidationError as error:
        raise InvalidSettings([_problem(each) for each in error.errors(include_url=False)]) from error


def _problem(error: "ErrorDetails") -> str:
    if not error["loc"]:  # the variables are sound, and do not fit each other
        return error["msg"].removeprefix("Value error, ")
    return f"{PREFIX}{str(error['loc'][0]).upper()}={error['input']!r}: {error['msg']}"
