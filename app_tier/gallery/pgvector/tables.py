"""The tables of the galleries: made here, and asked how far they are."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection

#: They hold the embeddings of all models, so that nothing stays of the deleted, whichever worker catches up.
#: Vectors lie in the rows themselves, where a scan finds them fastest. To count millions at every change
#: would take as long as to search them: the counts are kept.
_MAKE_TABLES = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    "CREATE TABLE IF NOT EXISTS gallery_state (collection text PRIMARY KEY, version bigint NOT NULL)",
    """CREATE TABLE IF NOT EXISTS gallery_vectors (
        collection text NOT NULL, person_id uuid NOT NULL, model text NOT NULL, stranger boolean NOT NULL,
        faces integer NOT NULL, centre vector STORAGE PLAIN NOT NULL,
        PRIMARY KEY (collection, person_id, model))""",
    """CREATE TABLE IF NOT EXISTS gallery_vetoes (
        collection text NOT NULL, person_id uuid NOT NULL, model text NOT NULL,
        face vector STORAGE PLAIN NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS gallery_vetoes_person ON gallery_vetoes (collection, person_id)",
    """CREATE TABLE IF NOT EXISTS gallery_counts (
        collection text NOT NULL, model text NOT NULL, people bigint NOT NULL, nameless bigint NOT NULL,
        PRIMARY KEY (collection, model))""",
)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('facefleet gallery ' || %s, 0))"
_VERSION = "SELECT version FROM gallery_state WHERE collection = %s"
_REACHED = """
    INSERT INTO gallery_state (collection, version) VALUES (%s, %s)
    ON CONFLICT (collection) DO UPDATE SET version = excluded.version"""


def make_tables(connection: "Connection") -> None:
    """Make what is not there yet; several workers may do so at once."""
    with connection.transaction():
        lock(connection, "")
        for statement in _MAKE_TABLES:
            connection.execute(statement)


def lock(connection: "Connection", collection: str) -> None:
    """Wait until nobody else changes this collection; the lock ends with the transaction."""
    connection.execute(_LOCK, (collection,))


def version_of(connection: "Connection", collection: str) -> int:
    """Return how far the tables are with a collection; 0 if they have nothing of it."""
    row = connection.execute(_VERSION, (collection,)).fetchone()
    return row[0] if row else 0


def reached(connection: "Connection", collection: str, version: int) -> None:
    """Note how far the tables are with a collection."""
    connection.execute(_REACHED, (collection, version))


def collections(connection: "Connection") -> list[str]:
    """Return of which collections there is anything."""
    return [name for (name,) in connection.execute("SELECT collection FROM gallery_state")]
