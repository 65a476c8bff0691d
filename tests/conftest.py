"""What all tests share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgresql import running_server


def pytest_configure() -> None:
    """Let no property fail for being slow: any machine may pause for a while."""
    settings.register_profile("any machine", deadline=None)
    settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def converted_models(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep converted models for this session alone: those in the user's cache may be of other code."""
    os.environ["FACEFLEET_MODELS"] = str(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Run one PostgreSQL for all tests; yield the URL of its first database."""
    with running_server() as url:
        yield url
