"""What all tests share."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def converted_models(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep converted models for this session alone: those in the user's cache may be of other code."""
    os.environ["FACEFLEET_MODELS"] = str(tmp_path_factory.mktemp("models"))
