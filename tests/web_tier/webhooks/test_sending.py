"""One delivery over a real connection: how slow a receiver may be, and what is said of one that fails."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.web_tier.webhooks.receiver import receiving
from web_tier.webhooks.sending import Attempt, Letter, send

Talk = Callable[[socket.socket, threading.Event], None]


def sent(url: str, deadline_seconds: float = 10.0) -> Attempt:
    """Send something."""
    letter = Letter(url=url, secret="s" * 16, event="sighting", delivery_id="1", payload={"name": "Zoë"})
    return send(letter, now=1.0, private=True, deadline_seconds=deadline_seconds)


@contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """Serve one connection by this inside the block."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):  # the sender has left
                talk(connection, ended)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}/"
        ended.set()
        thread.join()


def drip(connection: socket.socket, ended: threading.Event) -> None:
    """Say a little, again and again."""
    while not ended.wait(0.02):
        connection.sendall(b"H")


def drip_headers(connection: socket.socket, ended: threading.Event) -> None:
    """Say the status, and then headers without end."""
    connection.sendall(b"HTTP/1.1 202 Accepted\r\n")
    while not ended.wait(0.02):
        connection.sendall(b"X: y\r\n")


def say(text: bytes) -> Talk:
    """Say this once the letter is here."""

    def talk(connection: socket.socket, _: threading.Event) -> None:
        hear(connection)
        connection.sendall(text)

    return talk


def hear(connection: socket.socket) -> None:
    """Read a letter to its end: a connection closed on unread bytes is reset, whatever was said before."""
    while (more := connection.recv(65_536)) and not more.endswith(b"}"):
        pass


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_receiver_that_drips_has_no_more_time_than_any(scheme: str) -> None:
    with talking(drip) as place:
        begun = time.monotonic()
        attempt = sent(f"{scheme}://{place}", deadline_seconds=0.3)

    assert not attempt.succeeded
    assert time.monotonic() - begun < 5


def test_once_the_status_is_said_nothing_more_is_waited_for() -> None:
    with talking(drip_headers) as place:
        assert sent(f"http://{place}") == Attempt(status=202)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (b"", "The receiver did not answer as a web server does."),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "The receiver did not answer as a web server does."),
        (b"HTTP/1.1 fine\r\n", "The receiver did not answer as a web server does."),
        (b"\r\n", "The receiver did not answer as a web server does."),
        (b"x" * 5000, "The receiver did not answer as a web server does."),
        (b"HTTP/1.1 500 \r\n", "The receiver answered 500."),
    ],
)
def test_what_a_receiver_says_wrong_is_told_in_own_words(text: bytes, error: str) -> None:
    with talking(say(text)) as place:
        assert sent(f"http://{place}").error == error


def test_an_error_tells_nothing_of_the_network() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        attempt = sent(f"http://localhost:{taken.getsockname()[1]}/")

    assert attempt == Attempt(error="The receiver could not be reached.")


def test_a_receiver_without_tls_is_no_secure_one() -> None:
    with receiving() as receiver:
        attempt = sent(receiver.url.replace("http://", "https://"))

    assert attempt == Attempt(error="No secure connection to the receiver could be made.")
    assert receiver.received == []


def test_an_address_with_other_letters_is_sent_in_ascii() -> None:
    with receiving() as receiver:
        assert sent(receiver.url + "/tür?wer=Zoë&x=%20").succeeded

    assert receiver.paths == ["/hook/t%C3%BCr?wer=Zo%C3%AB&x=%20"]
    assert receiver.payloads == [{"name": "Zoë"}]
