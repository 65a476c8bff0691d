"""Sends one delivery over HTTP, to the very address that was checked."""

import http.client
import json
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

import certifi

from web_tier.webhooks.addresses import ForbiddenAddress, Target, UnknownHost, resolve
from web_tier.webhooks.signing import HEADER, sign

#: For all of it together, once the host's address is known, however slowly the receiver says a little more.
DEADLINE_SECONDS = 15.0
_CONNECT_SECONDS = 5.0
_STATUS_BYTES = 1000  # that a status line may have


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """How a try went."""

    status: int | None = None  #: HTTP, where the receiver answered
    error: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is sent where."""

    url: str
    secret: str
    event: str
    delivery_id: str
    payload: dict[str, Any]


def send(letter: Letter, *, now: float, private: bool, deadline_seconds: float = DEADLINE_SECONDS) -> Attempt:
    """Send it once. Redirects are not followed: they could lead anywhere.

    What went wrong is said in own words: a library's may tell of the network that this runs in.
    """
    try:
        target = resolve(letter.url, private=private)
        return _answered(_post(target, letter, now, time.monotonic() + deadline_seconds))
    except (ForbiddenAddress, UnknownHost) as error:
        return Attempt(error=str(error))
    except TimeoutError:
        return Attempt(error="The receiver did not answer in time.")
    except ssl.SSLError:
        return Attempt(error="No secure connection to the receiver could be made.")
    except OSError:
        return Attempt(error="The receiver could not be reached.")
    except ValueError:
        return Attempt(error="The receiver did not answer as a web server does.")


def _post(target: Target, letter: Letter, now: float, until: float) -> int:
    """Send the letter and return the answer's status. Raises OSError, and ValueError for no HTTP."""
    with _connected(target, until) as connection:
        writer = http.client.HTTPConnection(target.host, target.port)
        writer.sock = connection
        body = json.dumps(letter.payload, ensure_ascii=False, separators=(",", ":")).encode()
        writer.request(
            "POST", target.path, body, _headers(target, letter, sign(letter.secret, int(now), body))
        )
        return _status(connection, until)


def _headers(target: Target, letter: Letter, signature: str) -> dict[str, str]:
    return {
        "Host": target.authority,
        "Content-Type": "application/json",
        "Connection": "close",
        "User-Agent": "Facefleet",
        "X-Facefleet-Event": letter.event,
        "X-Facefleet-Delivery": letter.delivery_id,
        HEADER: signature,
    }


def _connected(target: Target, until: float) -> socket.socket:
    connection = socket.create_connection((target.address, target.port), timeout=_CONNECT_SECONDS)
    connection.settimeout(_left(until))
    if target.scheme == "http":
        return connection
    # the certificate is the name's, and the connection the address's
    context = ssl.create_default_context(cafile=certifi.where())
    return context.wrap_socket(connection, server_hostname=target.host)


def _status(connection: socket.socket, until: float) -> int:
    """Read the answer's status and no more: what the receiver says beyond it may be endless."""
    head = b""
    while b"\n" not in head and len(head) < _STATUS_BYTES:
        connection.settimeout(_left(until))
        more = connection.recv(_STATUS_BYTES)
        if not more:
            raise ValueError("the answer has no status")
        head += more
    version, status, *_ = head.split(maxsplit=2)
    if not version.startswith(b"HTTP/"):
        raise ValueError("the answer is no HTTP")
    return int(status)


def _left(until: float) -> float:
    """Return how long to wait at most, seconds. Raises TimeoutError."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _answered(status: int) -> Attempt:
    attempt = Attempt(status=status)
    return attempt if attempt.succeeded else Attempt(status=status, error=f"The receiver answered {status}.")
