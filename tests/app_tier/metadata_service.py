"""Stands in for the metadata service of an EC2 machine, version 2: no token, no answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class MetadataService(ThreadingHTTPServer):
    """Serves one machine. What it should say may be set at any time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.interruption: dict[str, str] | None = None  #: as AWS announces it
        self.token = "a token"
        self.tokens_given = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def announce(self) -> None:
        """Say that the machine is taken away in two minutes."""
        self.interruption = {"action": "terminate", "time": "2026-11-21T08:22:00Z"}


class _Answers(BaseHTTPRequestHandler):
    server: MetadataService

    def do_PUT(self) -> None:
        asked_right = self.headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600"
        if self.path != "/latest/api/token" or not asked_right:
            self._answer(400, "")
            return
        self.server.tokens_given += 1
        self._answer(200, self.server.token)

    def do_GET(self) -> None:
        if self.headers["X-aws-ec2-metadata-token"] != self.server.token:
            self._answer(401, "")
        elif self.path != "/latest/meta-data/spot/instance-action" or self.server.interruption is None:
            self._answer(404, "")
        else:
            self._answer(200, json.dumps(self.server.interruption))

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())


@contextmanager
def metadata_service() -> Iterator[MetadataService]:
    """Run the service while the block runs."""
    with MetadataService() as service:
        thread = Thread(target=service.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()
