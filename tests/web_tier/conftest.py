"""A web tier with its surroundings in memory for every test that wants one."""

from collections.abc import Iterator

import pytest

from tests.web_tier.world import World
from web_tier.database import Sessions, connect, open_sessions
from web_tier.settings import WebSettings


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
