"""Asks the instance metadata service, version 2 (the only one that the launch template leaves on)."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar

from pipeline.errors import FacefleetError

#: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
DEFAULT_URL = "http://169.254.169.254"
_TOKEN_SECONDS = 300
_MOST_BYTES = 64 * 1024  # user data is 16 KiB at most
_SETBACKS = 60  # that are borne in all, a second each: the network may come up after us
_TIMEOUT = 2.0  # seconds, of one try

T = TypeVar("T")


class MetadataUnavailable(FacefleetError):
    """The instance metadata service does not answer."""


class Metadata:
    """One instance's metadata. A call that gets no answer is made again, for a minute, all calls together."""

    def __init__(self, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._url = url
        self._pause = pause
        self._setbacks_left = _SETBACKS
        # no proxy: the service is the machine's own
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._headers: dict[str, str] = {}

    def connect(self) -> None:
        """Get a session token. Raises MetadataUnavailable."""
        lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": str(_TOKEN_SECONDS)}
        token = self._patiently(lambda: self._ask("PUT", "api/token", lifetime))
        self._headers = {"X-aws-ec2-metadata-token": token}

    def get(self, path: str) -> str | None:
        """Return what is under a path, None where there is nothing. Raises MetadataUnavailable."""
        return self._patiently(lambda: self._found(path))

    def _patiently(self, call: Callable[[], T]) -> T:
        while True:
            try:
                return call()
            except (OSError, HTTPException) as error:
                if not self._setbacks_left:
                    raise MetadataUnavailable(f"{self._url} does not answer: {error}") from error
                self._setbacks_left -= 1
                self._pause(1)

    def _found(self, path: str) -> str | None:
        try:
            return self._ask("GET", path, self._headers)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(f"{self._url}/latest/{path}", method=method, headers=headers)  # noqa: S310
        with self._opener.open(request, timeout=_TIMEOUT) as response:
            body: bytes = response.read(_MOST_BYTES)
        return body.decode(errors="replace")  # somebody else's user data may be anything, such as compressed
