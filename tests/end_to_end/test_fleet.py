"""The local fleet with real processes: from nobody to as many as the policy says, and back, nothing lost."""

from collections.abc import Callable, Iterator

import pytest

from benchmarks.pictures import drawn_face
from controller.sessions import Session
from pipeline.heartbeat import WorkerState
from tests.end_to_end.jobs import accepted, answered, wait_until_answered
from tests.end_to_end.running import running_service
from tests.end_to_end.service import Service
from tests.end_to_end.single_workers import drain, frozen_with_work, kill, state_of, thaw_engines
from tests.end_to_end.the_controller import looking_away, wanted
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(400)]

MOST = 3
#: The last worker may be kept for a minute in which pictures came again and again.
GOING_SECONDS = 150


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {
        "FACEFLEET_MAX_WORKERS": str(MOST),
        "FACEFLEET_IDLE_SECONDS": "2",
        "FACEFLEET_LAST_IDLE_SECONDS": "3",
        "FACEFLEET_HEARTBEAT_SECONDS": "1",
        "FACEFLEET_VISIBILITY_SECONDS": "5",  # what a killed worker held is soon another's
    }
    with running_service(tmp_path_factory.mktemp("data"), **settings) as running:
        yield running


def test_a_batch_of_three_hundred_brings_as_many_workers_as_are_wanted_and_they_all_go(
    service: Service,
) -> None:
    assert service.workers() == []
    seen: list[int] = []

    with looking_away(service):  # it is to see all of them at once, however fast they are worked off
        job_ids = accepted(service, [drawn_face(1)] * 300)
    wait_until_answered(service, job_ids, seconds=200, meanwhile=lambda: seen.append(len(service.workers())))
    wait_until(lambda: service.workers() == [], seconds=GOING_SECONDS, every=0.2)

    assert max(seen) == max(wanted(service)) == MOST
    wait_until(lambda: wanted(service)[-1] == 0, seconds=10)
    assert len(answered(service, job_ids)) == 300


def it_was_just_told(service: Service, worker_id: str, session: Session) -> None:
    """The signal is on its way."""


def it_finishes_what_it_holds(service: Service, worker_id: str, session: Session) -> None:
    wait_until(lambda: state_of(service, worker_id) is WorkerState.DRAINING, seconds=30)


def it_is_about_to_end(service: Service, worker_id: str, session: Session) -> None:
    thaw_engines(session)
    # or its report is gone already: the controller was faster
    wait_until(lambda: state_of(service, worker_id) in (WorkerState.STOPPED, None), seconds=30)


@pytest.mark.parametrize("until", [it_was_just_told, it_finishes_what_it_holds, it_is_about_to_end])
def test_no_job_is_lost_when_a_worker_is_killed_while_it_drains(
    service: Service, until: Callable[[Service, str, Session], None]
) -> None:
    job_ids: list[str] = []
    worker_id, session = frozen_with_work(
        service, send=lambda count: job_ids.extend(accepted(service, [drawn_face(1)] * count))
    )
    drain(service, worker_id, session)
    until(service, worker_id, session)
    kill(session)

    wait_until_answered(service, job_ids, seconds=120)
    wait_until(lambda: service.workers() == [], seconds=GOING_SECONDS, every=0.2)
