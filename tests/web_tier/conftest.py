"""Databases for the web tier's tests, a SQLite file or an emptied real PostgreSQL, and a web tier on them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.postgresql import new_database
from tests.web_tier.world import World
from web_tier.database import Sessions, connect, open_sessions, upgrade
from web_tier.models import Base
from web_tier.settings import WebSettings


@pytest.fixture(scope="session")
def postgresql_tables(postgresql_server: str) -> Iterator[Engine]:
    """Migrate one database, which all tests take in turn."""
    url = new_database(postgresql_server)
    upgrade(url)
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_url(postgresql_tables: Engine) -> str:
    """Return a PostgreSQL database with empty tables, and nobody else in it."""
    with postgresql_tables.begin() as connection:
        connection.execute(_PUT_OTHERS_OUT)
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    return postgresql_tables.url.render_as_string(hide_password=False)


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> str:
    """Return a PostgreSQL database without tables."""
    return new_database(postgresql_server)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, which the others are copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return a SQLite database with empty tables, this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'facefleet.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return a migrated database with empty tables; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """Open that database."""
    engine = connect(database_url)
    yield open_sessions(engine)
    engine.dispose()


#: A thread that a failed test left behind must not hold the tables, nor write into the next test's.
_PUT_OTHERS_OUT = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@pytest.fixture
def settings() -> WebSettings:
    """The defaults, with a short poll so that threads end soon, whatever the environment says."""
    return WebSettings.model_construct(
        **{
            name: field.get_default(call_default_factory=True)
            for name, field in WebSettings.model_fields.items()
        }
        | {"poll_seconds": 0.05, "drain_seconds": 0.05, "reply_queue_id": "test"}
    )


@pytest.fixture
def sqlite_sessions(sqlite_url: str) -> Iterator[Sessions]:
    """A SQLite database alone, for claims that no database can break."""
    engine = connect(sqlite_url)
    yield open_sessions(engine)
    engine.dispose()


@pytest.fixture
def world(sqlite_sessions: Sessions, settings: WebSettings) -> Iterator[World]:
    """The web tier on SQLite; nothing runs yet."""
    world = World(sqlite_sessions, settings)
    yield world
    world.close()


@pytest.fixture
def any_world(sessions: Sessions, settings: WebSettings) -> Iterator[World]:
    """The web tier on each kind of database; nothing runs yet."""
    world = World(sessions, settings)
    yield world
    world.close()
