"""Where galleries lie when they lie in PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from app_tier.gallery.gallery import Gallery
from app_tier.gallery.pgvector import changes, tables
from app_tier.gallery.pgvector.connections import Connections
from app_tier.gallery.pgvector.gallery import PgGallery, gallery_in


class PgShelf:
    """All galleries of one database, as workers see them whose engines make these embeddings."""

    def __init__(self, connections: Connections, embeddings: str) -> None:
        self._connections = connections
        self._embeddings = embeddings

    def current(self, collection: str, held: Gallery) -> Gallery:
        """Return the collection as far as the tables are with it. Raises ServiceUnavailable."""
        with self._connections.connection() as connection:
            version = tables.version_of(connection, collection)
        if isinstance(held, PgGallery) and held.version == version:
            return held
        return gallery_in(self._connections, collection, self._embeddings)

    def collections(self) -> list[str]:
        """Return all collections of the tables, also those that no living worker ever searched."""
        with self._connections.connection() as connection:
            return tables.collections(connection)

    def drop(self, collection: str) -> None:
        """Remove a collection from the tables."""
        with self._connections.connection() as connection, connection.transaction():
            tables.lock(connection, collection)
            changes.forget(connection, collection)


@contextmanager
def opened(url: str, embeddings: str) -> Iterator[PgShelf]:
    """Make the tables where there are none. Raises ServiceUnavailable, InvalidSettings."""
    connections = Connections(url)
    try:
        with connections.connection() as connection:
            tables.make_tables(connection)
        yield PgShelf(connections, embeddings)
    finally:
        connections.close()
