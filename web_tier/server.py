"""Runs the application under gunicorn: one process, a thread for every request that may wait."""

import signal
import socket
import struct
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.errors import AppImportError  # type: ignore[import-untyped]
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]

from pipeline.errors import FacefleetError
from web_tier.process import PROCESS, Process
from web_tier.settings import WebSettings
from web_tier.wsgi import create

#: Threads beyond those that wait: for health, jobs, people.
SPARE_THREADS = 32
#: Connections beyond the threads: idle ones that clients keep.
IDLE_CONNECTIONS = 1000
#: A client that stops in the middle of its request is given up after this time: it holds a thread.
SILENCE_SECONDS = 30


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with this project's settings instead of its own command line."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application; gunicorn calls this in the worker process, and ends where that fails."""
        try:
            return create(self._settings)
        except FacefleetError as error:
            raise AppImportError(str(error)) from error  # which gunicorn tells in one line


def options(settings: WebSettings) -> dict[str, Any]:
    """Return gunicorn's settings."""
    threads = settings.max_waiting + SPARE_THREADS
    return {
        "bind": f"{settings.host}:{settings.port}",
        "worker_class": "gthread",
        # one: the threads mostly wait, and a second process would need a response queue of its own
        "workers": 1,
        "threads": threads,
        "worker_connections": threads + IDLE_CONNECTIONS,
        "backlog": 2048,  # a burst of new connections waits here rather than being refused
        "keepalive": settings.keepalive_seconds,
        "timeout": 60,  # of a process that shows no life, not of a request
        "graceful_timeout": 30,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": limit_silence,
        "post_worker_init": drain_at_sigterm,
        "worker_exit": stop_process,
    }


def limit_silence(arbiter: Arbiter) -> None:
    """Let no reading wait for longer; connections have this from the socket that accepts them.

    A timeout of Python's own would not last: gunicorn resets it for every request.
    """
    for listener in arbiter.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE_SECONDS, 0))


def drain_at_sigterm(worker: Worker) -> None:
    """Have waiting requests answered at SIGTERM; gunicorn alone would wait for them, then cut them off."""
    process: Process = worker.wsgi.extensions[PROCESS]
    stop_accepting = signal.getsignal(signal.SIGTERM)

    def drain(number: int, frame: FrameType | None) -> None:
        process.drain()
        if callable(stop_accepting):
            stop_accepting(number, frame)

    signal.signal(signal.SIGTERM, drain)


def stop_process(_arbiter: Arbiter, worker: Worker) -> None:
    """Stop what runs beside the requests."""
    application = getattr(worker, "wsgi", None)  # none where the application could not be made
    if application is not None:
        application.extensions[PROCESS].stop()
