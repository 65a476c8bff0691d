"""The course systems' rule by real processes: a maximum reached exactly, and nobody left soon after."""

from collections.abc import Iterator

import pytest

from benchmarks.pictures import drawn_face
from tests.end_to_end.jobs import accepted, wait_until_answered
from tests.end_to_end.records import moments
from tests.end_to_end.running import running_service
from tests.end_to_end.service import Service
from tests.end_to_end.the_controller import looking_away
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(300)]

MOST = 4


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {"FACEFLEET_SCALING": "per_message", "FACEFLEET_MAX_WORKERS": str(MOST)}
    with running_service(tmp_path_factory.mktemp("data"), **settings) as running:
        yield running


def assert_all_went_soon_after_the_last_answer(service: Service) -> None:
    wait_until(lambda: service.workers() == [] and all_ends_were_seen(service), seconds=60)
    answered = moments(service, "workers", "job answered")[-1]
    stopped = moments(service, "workers", "worker stopped")[-1]
    seen = moments(service, "controller", "worker ended")[-1]
    assert (stopped - answered).total_seconds() <= 5
    # the process is gone too; the controller sees that when it looks next, which is once a second
    assert (seen - answered).total_seconds() <= 5 + 2


def all_ends_were_seen(service: Service) -> bool:
    started, ended = (moments(service, "controller", f"worker {what}") for what in ("started", "ended"))
    return len(started) == len(ended)


def test_the_maximum_is_reached_exactly_and_five_seconds_after_the_last_answer_nobody_works(
    service: Service,
) -> None:
    assert service.workers() == []
    seen: list[int] = []

    with looking_away(service):  # it is to see all of them at once, however fast they are worked off
        job_ids = accepted(service, [drawn_face(1)] * 300)
    wait_until_answered(service, job_ids, seconds=200, meanwhile=lambda: seen.append(len(service.workers())))

    assert_all_went_soon_after_the_last_answer(service)
    assert max(seen) == MOST


def test_a_single_image_brings_a_single_worker(service: Service) -> None:
    seen: list[int] = []

    job_ids = accepted(service, [drawn_face(1)])
    wait_until_answered(service, job_ids, seconds=60, meanwhile=lambda: seen.append(len(service.workers())))

    assert_all_went_soon_after_the_last_answer(service)
    assert max(seen) == 1
