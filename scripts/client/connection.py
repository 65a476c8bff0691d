"""One HTTP request to the service, tried once: an answer, `Unreachable` or `Refused`."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import requests

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from pipeline.results import Failure
from scripts.client.answers import ErrorBody
from scripts.client.failures import Refused, Unreachable

CONNECT_SECONDS = 5.0
_ERROR_CODEC = Codec(ErrorBody)
#: The service, or a proxy before it, cannot take the request now.
_COME_BACK_LATER = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE}
)
#: A broken connection says nothing about the request: it may have been taken or not.
_BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class Connection:
    """Talks to one service, with a session (a pool of open connections) per thread."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/") + "/"
        self._thread = threading.local()
        self._sessions: list[requests.Session] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions:
            session.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        answer_seconds: float,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        json: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a request and return its answer, 2xx or 3xx, waiting up to `answer_seconds` for it.

        Raises Unreachable where trying again makes sense, Refused for every other failure.
        """
        try:
            response = self._session().request(
                method,
                urljoin(self._base_url, path),
                timeout=(CONNECT_SECONDS, answer_seconds),
                params=params,
                headers=headers,
                data=form,
                files=files,
                json=json,
            )
        except _BROKEN as error:
            raise Unreachable(f"no answer from {self._base_url} ({type(error).__name__})") from error
        _raise_failure(response)
        return response

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._thread, "session", None)
        if session is None:
            session = self._thread.session = requests.Session()
            self._sessions.append(session)
        return session


def retry_after_seconds(response: requests.Response) -> float:
    """Return what `Retry-After` says, as seconds or as a date; 0 where it says nothing."""
    value = response.headers.get("Retry-After", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        return _seconds_until(value)


def _seconds_until(http_date: str) -> float:
    try:
        return max(0.0, (parsedate_to_datetime(http_date) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _raise_failure(response: requests.Response) -> None:
    if response.status_code < HTTPStatus.BAD_REQUEST:
        return
    said = _said_by_the_service(response)
    # the service's own 504 means that the job expired; a proxy's says nothing about the job
    is_a_proxys = response.status_code == HTTPStatus.GATEWAY_TIMEOUT and said is None
    if response.status_code in _COME_BACK_LATER or is_a_proxys:
        raise Unreachable(f"the server answers {response.status_code}", retry_after_seconds(response))
    said = said or Failure(code=f"http_{response.status_code}", message=response.reason or "no reason given")
    raise Refused(status=response.status_code, code=said.code, message=said.message)


def _said_by_the_service(response: requests.Response) -> Failure | None:
    try:
        return _ERROR_CODEC.decode(response.content).error
    except MalformedMessage:
        return None
