"""One call of the service: tried as long as patience lasts, decoded, and followed to its job's end."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from requests import Response

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from pipeline.outcomes import JobStatus
from pipeline.results import Failure
from scripts.client.answers import Recognition
from scripts.client.connection import Connection, retry_after_seconds
from scripts.client.failures import Refused
from scripts.client.patience import Patience

#: How long the service may hold a request open; short, so that Ctrl-C need not wait for long.
WAIT_SECONDS = 20
ANSWER_SECONDS = WAIT_SECONDS + 30.0

_RECOGNITION = Codec(Recognition)

T = TypeVar("T")


class Exchange:
    """Asks and listens. Every method raises Unreachable, Refused or Interrupted.

    Jobs that take long are asked for every `poll_seconds`.
    """

    def __init__(self, connection: Connection, patience: Patience, poll_seconds: float) -> None:
        self._connection = connection
        self.patience = patience
        self._poll_seconds = poll_seconds

    def ask(self, method: str, path: str, **parts: Any) -> Response:
        """Return an answer; `parts` are those of `Connection.send`."""
        return self.patience.until_answered(lambda: self.once(method, path, **parts))

    def once(self, method: str, path: str, **parts: Any) -> Response:
        """Return an answer, or fail, at the first try."""
        return self._connection.send(method, path, **{"answer_seconds": ANSWER_SECONDS, **parts})

    def finished(self, response: Response) -> Recognition:
        """Return the finished job that an answer is of, waiting for it after a 202."""
        if response.status_code != HTTPStatus.ACCEPTED:
            return _done(decoded(_RECOGNITION, response))
        location = response.headers["Location"]
        while True:
            self.patience.rest(retry_after_seconds(response) or self._poll_seconds)
            response = self.ask("GET", location)
            recognition = decoded(_RECOGNITION, response)
            if recognition.status.is_final:
                return _done(recognition)


def decoded(codec: Codec[T], response: Response) -> T:
    """Return what an answer says. Raises Refused where it is none of Facefleet's."""
    try:
        return codec.decode(response.content)
    except MalformedMessage as error:
        raise unexpected(response.url, error.reason) from error


def unexpected(address: str, reason: str) -> Refused:
    """Return what is raised where something else than Facefleet answers."""
    return Refused(
        status=HTTPStatus.BAD_GATEWAY,
        code="unexpected_answer",
        message=f"{address} does not answer as Facefleet does ({reason})",
    )


def _done(recognition: Recognition) -> Recognition:
    if recognition.status is JobStatus.DONE:
        return recognition
    said = recognition.error or Failure(code=recognition.status, message="The job has no answer.")
    status = _STATUS_OF.get(said.code, HTTPStatus.INTERNAL_SERVER_ERROR)
    raise Refused(status=status, code=said.code, message=said.message)


#: The status codes with which the service answers a client that waits for a job with such an end.
_STATUS_OF: Mapping[str, int] = {
    "expired": HTTPStatus.GATEWAY_TIMEOUT,
    "image_replaced": HTTPStatus.CONFLICT,
    "no_face": HTTPStatus.UNPROCESSABLE_ENTITY,
    "several_faces": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_too_small": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_dark": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_blurred": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_turned": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unreadable_image": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_found": HTTPStatus.NOT_FOUND,
    "erased": HTTPStatus.GONE,
}
