"""Asks the instance metadata service, version 2 (the only one that the launch template leaves on)."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

from pipeline.errors import FacefleetError

#: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
DEFAULT_URL = "http://169.254.169.254"
_TOKEN_SECONDS = 300
_MOST_BYTES = 64 * 1024  # user data is 16 KiB at most
_PATIENCE = 60.0  # seconds: the network may come up after us
_TIMEOUT = 2.0  # seconds, of one try


class MetadataUnavailable(FacefleetError):
    """The instance metadata service does not answer."""


class Metadata:
    """One instance's metadata."""

    def __init__(self, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._url = url
        self._pause = pause
        # no proxy: the service is the machine's own
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._headers: dict[str, str] = {}

    def connect(self) -> None:
        """Get a session token. Raises MetadataUnavailable after a minute of trying."""
        for left in range(int(_PATIENCE), -1, -1):
            try:
                token = self._ask(
                    "PUT", "api/token", {"X-aws-ec2-metadata-token-ttl-seconds": str(_TOKEN_SECONDS)}
                )
            except OSError as error:
                if not left:
                    raise MetadataUnavailable(f"{self._url} does not answer: {error}") from error
                self._pause(1)
            else:
                self._headers = {"X-aws-ec2-metadata-token": token}
                return

    def get(self, path: str) -> str | None:
        """Return what is under a path, None where there is nothing. Raises MetadataUnavailable."""
        try:
            return self._ask("GET", path, self._headers)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise MetadataUnavailable(f"{path}: {error}") from error
        except OSError as error:
            raise MetadataUnavailable(f"{path}: {error}") from error

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(f"{self._url}/latest/{path}", method=method, headers=headers)  # noqa: S310
        with self._opener.open(request, timeout=_TIMEOUT) as response:
            body: bytes = response.read(_MOST_BYTES)
        return body.decode()
