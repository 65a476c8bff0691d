"""`smoke-test` against the whole service, as `make run` starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import service
from tests.end_to_end.service import Service

ROOT = Path(__file__).parents[3]

__all__ = ["service"]  # the fixture

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(240)]


def test_drawn_faces_sent_through_the_whole_service_are_all_answered(service: Service) -> None:
    command = [sys.executable, "-m", "deploy", "smoke-test", "--url", service.url]

    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)

    assert finished.returncode == 0, finished.stderr
    assert "20 of 20 pictures answered, 20 faces" in finished.stdout
