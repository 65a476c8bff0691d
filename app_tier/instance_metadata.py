"""Asks an EC2 machine's metadata service whether the machine is about to be taken away.

Two minutes before a Spot machine is taken `spot/instance-action` is there, and until then a 404; see
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html. Version 2 of the
service wants a token, which is asked for by PUT.
"""

import urllib.error
import urllib.request

#: The service is on the machine itself; a first answer may be slow, but seconds mean that there is none.
_TIMEOUT_SECONDS = 2.0
_TOKEN_SECONDS = 21_600  #: the longest that the service grants
_MOST_BYTES = 4096


class InstanceMetadata:
    """The service at `url`, such as http://169.254.169.254. Its methods raise OSError."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._token: str | None = None
        # never through a proxy: that one would answer for its own machine
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def announces_end(self) -> bool:
        """Whether a Spot interruption was announced: the machine is stopped or terminated in two minutes."""
        try:
            self._ask("GET", "meta-data/spot/instance-action", self._token_header())
        except urllib.error.HTTPError as error:
            if error.code == 401:  # the token has run out
                self._token = None
            if error.code in (401, 404):
                return False
            raise
        return True

    def _token_header(self) -> dict[str, str]:
        if self._token is None:
            wish = {"X-aws-ec2-metadata-token-ttl-seconds": str(_TOKEN_SECONDS)}
            self._token = self._ask("PUT", "api/token", wish)
        return {"X-aws-ec2-metadata-token": self._token}

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> str:
        url = f"{self._url}/latest/{path}"  # the settings let http alone through
        request = urllib.request.Request(url, headers=headers, method=method)  # noqa: S310
        with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return str(answer.read(_MOST_BYTES).decode())
