"""A stand-in for the instance metadata service, version 2. It also runs on test machines."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "a-session-token"
INSTANCE = "i-0123456789abcdef0"
_CREDENTIALS = {
    "Code": "Success",
    "Type": "AWS-HMAC",
    "AccessKeyId": "test",
    "SecretAccessKey": "test",
    "Token": "test",
    "LastUpdated": "2026-01-01T00:00:00Z",
    "Expiration": "2099-01-01T00:00:00Z",
}


#: A body, or an error's status.
Answer = str | bytes | int
ROLE = "meta-data/iam/security-credentials/"


def instance_metadata(user_data: str | bytes | None) -> dict[str, Answer]:
    """Return what an instance with a role is told, by path."""
    answers: dict[str, Answer] = {
        "meta-data/instance-id": INSTANCE,
        "meta-data/placement/region": "us-east-1",
        ROLE: "the-role",
        f"{ROLE}the-role": json.dumps(_CREDENTIALS),
    }
    return answers if user_data is None else {**answers, "user-data": user_data}


@contextmanager
def metadata_service(answers: Mapping[str, Answer], port: int = 0) -> Iterator[str]:
    """Serve the answers inside the block, as they are by then, to whoever has the token; yield the URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            is_asked_well = (
                self.path == "/latest/api/token" and self.headers["X-aws-ec2-metadata-token-ttl-seconds"]
            )
            self._answer(TOKEN if is_asked_well else 400)

        def do_GET(self) -> None:
            if self.headers["X-aws-ec2-metadata-token"] != TOKEN:
                self.send_error(401)
            else:
                self._answer(answers.get(self.path.removeprefix("/latest/"), 404))

        def _answer(self, answer: Answer) -> None:
            if isinstance(answer, int):
                return self.send_error(answer)
            body = answer.encode() if isinstance(answer, str) else answer
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
