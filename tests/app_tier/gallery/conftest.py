"""Galleries of each kind, searched in memory and by a real PostgreSQL with pgvector."""

from collections.abc import Iterator

import psycopg
import pytest

from app_tier.gallery.catching_up import Shelf
from app_tier.gallery.shelves import MEMORY, opened_shelf
from tests.app_tier.gallery.publishing import MODEL
from tests.postgresql import new_database


@pytest.fixture(scope="session")
def galleries_database(postgresql_server: str) -> str:
    """Make one database, which all tests take in turn."""
    return new_database(postgresql_server)


@pytest.fixture
def database(galleries_database: str) -> str:
    """Return the URL of a PostgreSQL database without tables."""
    with psycopg.connect(galleries_database) as connection:
        connection.execute(
            "DROP TABLE IF EXISTS gallery_state, gallery_vectors, gallery_vetoes, gallery_counts"
        )
    return galleries_database


@pytest.fixture(params=[MEMORY, "postgresql"])
def shelf(request: pytest.FixtureRequest) -> Iterator[Shelf]:
    """Open an empty shelf; the test runs once on each kind."""
    index = MEMORY if request.param == MEMORY else request.getfixturevalue("database")
    with opened_shelf(index, MODEL) as opened:
        yield opened
