"""What the web tier may have to tell a client, and the one JSON shape in which it does."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class RequestFailure(Exception):
    """A request that cannot be answered as asked; raised anywhere, turned into JSON in one place."""

    status = HTTPStatus.BAD_REQUEST
    code = "invalid_request"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        job_id: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """`extra` are further members of the answer's error object."""
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.job_id = job_id
        self.extra = dict(extra or {})

    def members(self) -> dict[str, Any]:
        """Return the members of the answer's error object."""
        job = {} if self.job_id is None else {"job_id": self.job_id}
        return {"code": self.code, "message": self.message, **job, **self.extra}


class Forbidden(RequestFailure):
    """The client may not do that."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class NotFound(RequestFailure):
    """There is no such thing."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class Conflict(RequestFailure):
    """It contradicts what is there."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class Unprocessable(RequestFailure):
    """The request is sound and its picture does not serve; `code` says why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnsupportedMediaType(RequestFailure):
    """The body is of a kind that is not read here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unsupported_media_type"


class Unavailable(RequestFailure):
    """S3, SQS or the database does not answer; trying again later helps."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"


class Overloaded(Unavailable):
    """There is more work than is taken at once; trying again later helps."""

    code = "overloaded"


class JobFailure(RequestFailure):
    """A job that the client waits for ended without an answer; its code decides the status."""

    def __init__(
        self, message: str, *, code: str, job_id: str, extra: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message, code=code, job_id=job_id, extra=extra)
        self.status = _JOB_STATUSES.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)


#: Any other code is a failure inside Facefleet.
_JOB_STATUSES = {
    "image_replaced": HTTPStatus.CONFLICT,
    "unreadable_image": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_face": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_such_face": HTTPStatus.UNPROCESSABLE_ENTITY,
    "several_faces": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_too_small": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_dark": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_blurred": HTTPStatus.UNPROCESSABLE_ENTITY,
    "face_turned": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_kept": HTTPStatus.CONFLICT,
    "not_found": HTTPStatus.NOT_FOUND,
    "erased": HTTPStatus.GONE,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "expired": HTTPStatus.GATEWAY_TIMEOUT,
}
