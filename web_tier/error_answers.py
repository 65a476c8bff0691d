"""Turns every failure of a request into the one JSON shape; no other place builds an error answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Response, jsonify
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from pipeline.errors import InvalidImage, QueueMissing, ServiceUnavailable
from pipeline.logs import get_logger
from web_tier.failures import RequestFailure

log = get_logger()

#: What a refused client is asked to wait, seconds.
RETRY_AFTER_SECONDS = 5

_HTTP_CODES = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
}
#: Where werkzeug's own words help little.
_HTTP_MESSAGES = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than is taken here.",
}
_IMAGE_STATUSES = {
    "empty_image": HTTPStatus.BAD_REQUEST,
    "image_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}


def register(app: APIFlask) -> None:
    """Install the handlers."""
    app.error_processor(_invalid_input)
    app.register_error_handler(RequestFailure, _request_failure)
    app.register_error_handler(InvalidImage, _invalid_image)
    for outage in (ServiceUnavailable, QueueMissing, OperationalError, PoolTimeout):
        app.register_error_handler(outage, _outage)
    # after error_processor, which puts a handler of its own here
    app.register_error_handler(HTTPException, _http_exception)
    app.register_error_handler(Exception, _unexpected)


def _answer(status: int, code: str, message: str) -> Response:
    return _answer_with(status, {"code": code, "message": message})


def _answer_with(status: int, members: Mapping[str, Any]) -> Response:
    response = jsonify({"error": members})
    response.status_code = status
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _request_failure(failure: RequestFailure) -> Response:
    return _answer_with(failure.status, failure.members())


def _invalid_image(error: InvalidImage) -> Response:
    status = _IMAGE_STATUSES.get(error.code, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return _answer(status, error.code, str(error))


def _outage(error: Exception) -> Response:
    log.warning("a request failed for want of a service", reason=str(error))
    return _answer(
        HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "A service behind this one does not answer."
    )


def _http_exception(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    message = _HTTP_MESSAGES.get(status) or error.description or error.name
    answer = _answer(status, _HTTP_CODES.get(status, "invalid_request"), message)
    for name, value in error.get_headers():
        if name != "Content-Type":
            answer.headers[name] = value  # Allow of 405, Location of a redirect
    return answer


def _invalid_input(error: HTTPError) -> Response:
    """Name the first wrong field of a body or query."""
    places = error.detail if isinstance(error.detail, dict) else {}
    wrong = [f"{field}: {reasons[0]}" for fields in places.values() for field, reasons in fields.items()]
    return _answer(error.status_code, "invalid_request", "; ".join(wrong) or str(error.message))


def _unexpected(error: Exception) -> Response:
    log.exception("a request failed unexpectedly", exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong here.")
