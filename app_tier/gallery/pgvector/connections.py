"""A few connections to PostgreSQL, shared by a worker's threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import LifoQueue

import psycopg

from pipeline.errors import InvalidSettings, ServiceUnavailable

#: A search keeps the server's processors busy, not this worker's, and PostgreSQL has 100 connections in all.
_CONNECTIONS = 4
_CONNECT_SECONDS = 10


class Connections:
    """Connections that are opened when they are needed first, and again after an outage."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._free: LifoQueue[psycopg.Connection | None] = LifoQueue()
        for _ in range(_CONNECTIONS):
            self._free.put(None)

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """Lend a connection that commits each statement; wait while all are lent.

        Raises ServiceUnavailable, InvalidSettings.
        """
        connection = self._free.get()
        try:
            with _outages_translated():
                connection = connection or self._opened()
                yield connection
        finally:
            self._free.put(None if connection is None or connection.closed else connection)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        for _ in range(self._free.qsize()):
            connection = self._free.get()
            if connection is not None:
                connection.close()

    def _opened(self) -> psycopg.Connection:
        try:
            return psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=_CONNECT_SECONDS,
                prepare_threshold=None,  # planning costs nothing beside a scan, and poolers dislike it
                keepalives_idle=10,  # a server that is gone without a word is noticed after 25 s
                keepalives_interval=5,
                keepalives_count=3,
            )
        except psycopg.ProgrammingError:  # its text may hold the password
            raise InvalidSettings(["FACEFLEET_GALLERY_INDEX: PostgreSQL cannot read this URL."]) from None


@contextmanager
def _outages_translated() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise ServiceUnavailable(f"The gallery's database does not answer: {error}") from error
