"""A web machine tells the stack that waits for it once it answers, and never for nobody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from ami.boot import signal_ready

SIGNAL = {
    "StackName": "faces",
    "LogicalResourceId": "WebGroup",
    "UniqueId": "i-0123456789abcdef0",
    "Status": "SUCCESS",
}
TOLD = {
    "FACEFLEET_SIGNAL_STACK": "faces",
    "FACEFLEET_SIGNAL_RESOURCE": "WebGroup",
    "FACEFLEET_WORKER_ID": "i-0123456789abcdef0",
}

pytestmark = pytest.mark.usefixtures("cloud")


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """CloudFormation, which expects no call but those that a test adds, and all of them."""
    client = boto3.client("cloudformation")
    monkeypatch.setattr(boto3, "client", lambda *_, **__: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@contextmanager
def web_tier(*statuses: int) -> Iterator[str]:
    """Answer /healthz with these statuses, then with the last of them; yield the port."""
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield str(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(port: str, told: dict[str, str] = TOLD, waited: list[float] | None = None) -> int:
    waits: Any = [] if waited is None else waited
    return signal_ready.main({**told, "FACEFLEET_PORT": port}, pause=waits.append)


def test_the_stack_is_told_which_machine_answers(cloudformation: Stubber) -> None:
    cloudformation.add_response("signal_resource", {}, SIGNAL)

    with web_tier(200) as port:
        assert run(port) == 0


def test_the_web_tier_is_waited_for(cloudformation: Stubber) -> None:
    cloudformation.add_response("signal_resource", {}, SIGNAL)
    waited: list[float] = []

    with web_tier(503, 503, 200) as port:
        assert run(port, waited=waited) == 0

    assert len(waited) == 2


def test_nobody_is_told_of_a_web_tier_that_never_answers(
    cloudformation: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    waited: list[float] = []

    assert run("9", waited=waited) == 1

    assert sum(waited) == 120
    assert "/healthz does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["FACEFLEET_SIGNAL_STACK", "FACEFLEET_SIGNAL_RESOURCE"])
def test_where_no_stack_waits_nothing_is_done(cloudformation: Stubber, missing: str) -> None:
    waited: list[float] = []

    assert run("9", {**TOLD, missing: ""}, waited) == 0

    assert waited == []


def test_a_signal_that_is_refused_is_told(
    cloudformation: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.add_client_error("signal_resource", "ValidationError", "it cannot be signaled")

    with web_tier(200) as port:
        assert run(port) == 1

    assert "did not take the signal for WebGroup of stack faces" in capsys.readouterr().err
