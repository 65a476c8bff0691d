"""Finishes jobs: the one place where a result document becomes the end of a job, whoever gets there first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from pipeline.errors import FacefleetError
from pipeline.logs import get_logger
from pipeline.outcomes import JobStatus
from pipeline.results import Failure, JobResult
from web_tier import jobs, people
from web_tier.database import Sessions
from web_tier.endings import intended_ending, person_ids, plain_name
from web_tier.enrolment import enrol_largest_face
from web_tier.failures import NotFound, RequestFailure
from web_tier.jobs import Ending
from web_tier.metrics import Metrics
from web_tier.models import Job, Purpose
from web_tier.requests import Gallery
from web_tier.result_documents import ResultDocuments, results_to

log = get_logger()

#: How a job may end without a worker.
EarlyEnd = Literal[JobStatus.FAILED, JobStatus.EXPIRED]


class NameStore(Protocol):
    """Where the names of plain uploads go."""

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write an object, over whatever was there."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A job that has ended, with all that an answer needs."""

    job: Job
    ending: Ending
    result: JobResult | None = None  #: None where the job ended before its image was stored
    names: dict[str, str] = field(default_factory=dict)  #: by person id


class Completion:
    """Ends jobs, any number of times with the same effect as once."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        documents: ResultDocuments,
        names: NameStore,
        gallery: Gallery,
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._sessions = sessions
        self._documents = documents
        self._names = names
        self._gallery = gallery
        self._metrics = metrics
        self._clock = clock

    def look(self, job: Job) -> Finished | None:
        """Finish the job if its result is there; None while it is not."""
        result = self._documents.find(job.id, results_to(job.purpose))
        if JobStatus(job.status).is_final:
            return Finished(job=job, ending=jobs.ending_of(job), result=result, names=self._people_of(result))
        return None if result is None else self._finish(job, result)

    def finish_unawaited(self, job_id: str) -> None:
        """Finish a job whose reply came while nobody waited for it."""
        try:
            with self._sessions() as session:
                job = jobs.get(session, job_id)
        except NotFound:
            log.warning("a reply belongs to no job", job_id=job_id)
            return
        if not JobStatus(job.status).is_final:
            self.look(job)

    def end(self, job: Job, status: EarlyEnd, failure: Failure) -> Finished:
        """Finish a job for which no worker writes a result, unless one has."""
        result = JobResult(job_id=job.id, status=status, error=failure)
        return self._finish(job, self._documents.settle(result, results_to(job.purpose)))

    def _finish(self, job: Job, result: JobResult) -> Finished:
        names = self._people_of(result)
        ending = intended_ending(job.purpose, result)
        if job.output_key is not None and ending.status == JobStatus.DONE:
            # before the row is final: a crash between the two repeats both
            self._names.put(job.output_key, plain_name(result, names).encode(), "text/plain; charset=utf-8")
        return Finished(job=job, ending=self._close(job, result, ending), result=result, names=names)

    def _people_of(self, result: JobResult | None) -> dict[str, str]:
        ids = person_ids(result)
        if not ids:
            return {}
        with self._sessions() as session:
            return people.names_of(session, ids)

    def _close(self, job: Job, result: JobResult, ending: Ending) -> Ending:
        now = self._clock()
        with self._sessions.begin() as session:
            if not jobs.finish(session, job.id, ending, now):
                return jobs.ending_of(jobs.get(session, job.id))  # somebody else was first
            if job.purpose == Purpose.ENROL and ending.status == JobStatus.DONE:
                ending = _enrolled(session, job, result, now)
        self._report(job, result, ending, now)
        return ending

    def _report(self, job: Job, result: JobResult, ending: Ending, now: float) -> None:
        seconds = now - job.accepted_at
        self._metrics.job_finished(ending.status, seconds)
        if result.model:
            self._metrics.picture_analysed(result.model.pack, result.model.runtime)
        log.info(
            "job finished",
            job_id=job.id,
            purpose=job.purpose,
            status=ending.status,
            outcome=result.outcome,
            error=ending.failure and ending.failure.code,
            milliseconds=round(seconds * 1000),
        )
        if job.purpose == Purpose.ENROL:
            self._publish(job)

    def _publish(self, job: Job) -> None:
        try:
            self._gallery.publish(job.collection)
        except FacefleetError as error:  # the next request publishes it
            log.warning("the gallery was not published", job_id=job.id, reason=str(error))


def _enrolled(session: Session, job: Job, result: JobResult, now: float) -> Ending:
    try:
        enrol_largest_face(session, job, result, now)
    except RequestFailure as refusal:
        ending = _failed(refusal.code, refusal.message)
    except ValueError as error:  # a worker that left out what was asked for
        ending = _failed("job_failed", str(error))
    else:
        return Ending(status=JobStatus.DONE)
    jobs.amend(session, job.id, ending)
    return ending


def _failed(code: str, message: str) -> Ending:
    return Ending(status=JobStatus.FAILED, failure=Failure(code=code, message=message))
