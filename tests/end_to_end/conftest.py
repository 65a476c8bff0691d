"""The whole service, as most tests want it."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.running import running_service
from tests.end_to_end.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Run everything. Workers stay for a short while, so that a test can watch the last one leave."""
    stay = {"FACEFLEET_IDLE_SECONDS": "2", "FACEFLEET_LAST_IDLE_SECONDS": "3"}
    with running_service(tmp_path_factory.mktemp("data"), **stay) as running:
        yield running
