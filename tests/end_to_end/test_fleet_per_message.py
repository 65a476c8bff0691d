"""The course systems' rule by real processes: a maximum reached exactly, and nobody left soon after."""

from collections.abc import Iterator

import pytest

from benchmarks.pictures import drawn_face
from tests.end_to_end.jobs import accepted, seconds_since, wait_until_answered
from tests.end_to_end.running import running_service
from tests.end_to_end.service import Service
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(300)]

MOST = 4


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {"FACEFLEET_SCALING": "per_message", "FACEFLEET_MAX_WORKERS": str(MOST)}
    with running_service(tmp_path_factory.mktemp("data"), **settings) as running:
        yield running


def test_the_maximum_is_reached_exactly_and_five_seconds_after_the_last_answer_nobody_works(
    service: Service,
) -> None:
    assert service.workers() == []
    seen: list[int] = []

    job_ids = accepted(service, [drawn_face(1)] * 300)
    last_answer = wait_until_answered(
        service, job_ids, seconds=200, meanwhile=lambda: seen.append(len(service.workers()))
    )
    wait_until(lambda: service.workers() == [], seconds=30)

    assert seconds_since(last_answer) <= 5
    assert max(seen) == MOST


def test_a_single_image_brings_a_single_worker(service: Service) -> None:
    seen: list[int] = []

    job_ids = accepted(service, [drawn_face(1)])
    last_answer = wait_until_answered(
        service, job_ids, seconds=60, meanwhile=lambda: seen.append(len(service.workers()))
    )
    wait_until(lambda: service.workers() == [], seconds=30)

    assert max(seen) == 1
    assert seconds_since(last_answer) <= 5
