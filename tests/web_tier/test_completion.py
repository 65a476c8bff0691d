"""Finishing a job: any number of times, by anybody, with the effect of once."""

import pytest

from pipeline.keys import result_key
from pipeline.outcomes import JobStatus, Outcome
from pipeline.results import Failure, JobResult
from tests.web_tier.world import World, face, picture
from web_tier.endings import intended_ending, plain_name
from web_tier.mentions import people_of
from web_tier.models import Purpose


def result(status: JobStatus = JobStatus.DONE, outcome: Outcome | None = None, code: str = "") -> JobResult:
    """Return a result document."""
    error = Failure(code=code, message="why") if code else None
    return JobResult(job_id="0" * 32, status=status, outcome=outcome, error=error)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("purpose", "document", "status", "code"),
    [
        (Purpose.RECOGNISE, result(outcome=Outcome.UNKNOWN), JobStatus.DONE, None),
        (Purpose.RECOGNISE, result(outcome=Outcome.UNREADABLE_IMAGE), JobStatus.DONE, None),
        (Purpose.PLAIN, result(outcome=Outcome.NO_FACE), JobStatus.DONE, None),
        (Purpose.PLAIN, result(outcome=Outcome.UNREADABLE_IMAGE), JobStatus.FAILED, "unreadable_image"),
        (Purpose.ENROL, result(outcome=Outcome.UNREADABLE_IMAGE), JobStatus.FAILED, "unreadable_image"),
        (Purpose.PLAIN, result(JobStatus.FAILED, code="image_replaced"), JobStatus.FAILED, "image_replaced"),
        (Purpose.RECOGNISE, result(JobStatus.EXPIRED, code="expired"), JobStatus.EXPIRED, "expired"),
        (Purpose.RECOGNISE, result(JobStatus.FAILED), JobStatus.FAILED, "job_failed"),
    ],
)
def test_a_result_decides_how_its_job_ends(
    purpose: Purpose, document: JobResult, status: JobStatus, code: str | None
) -> None:
    ending = intended_ending(purpose, document)

    assert ending.status is status
    assert (ending.failure.code if ending.failure else None) == code


def test_a_known_person_without_a_name_is_a_stranger() -> None:
    document = JobResult(job_id="0" * 32, status=JobStatus.DONE, faces=(face("gone"), face("ada")))

    assert plain_name(document, {"ada": "Ada"}) == "Ada"
    assert plain_name(document, {}) == "unknown"


def test_everybody_a_result_speaks_of_is_looked_up() -> None:
    document = JobResult(job_id="0" * 32, status=JobStatus.DONE, faces=(face("ada"), face()))

    assert people_of(document) == {"ada"}
    assert people_of(None) == set()


def test_many_finishers_at_once_enrol_one_face_and_agree(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    job_id = any_world.enrol(ada, picture(), wait=0).get_json()["job_id"]
    any_world.worker.step()
    job = any_world.row(job_id)
    endings = []

    def finish() -> None:
        finished = any_world.web.services.recognitions.look(job)
        assert finished is not None
        endings.append(finished.ending.status)

    threads = [any_world.once(finish) for _ in range(8)]
    for thread in threads:
        thread.join()

    assert endings == [JobStatus.DONE] * 8
    assert len(any_world.client.get(f"/api/v1/people/{ada}/faces").get_json()["items"]) == 1
    assert any_world.web.services.metrics.text().count(b'jobs_finished_total{status="done"} 1.0') == 1


def test_a_result_document_that_nobody_can_read_fails_its_job(world: World) -> None:
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.output.put(result_key(job_id), b"no document")

    job = world.job(job_id)

    assert (job["status"], job["error"]["code"]) == ("failed", "job_failed")  # type: ignore[index]
