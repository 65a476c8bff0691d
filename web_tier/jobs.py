"""The job rows: the outbox from which every accepted job is followed to its end."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import CursorResult, Table, Update, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pipeline.outcomes import JobStatus
from pipeline.results import Failure
from web_tier.database import Sessions
from web_tier.failures import Conflict, NotFound
from web_tier.models import Job
from web_tier.orders import is_same_order
from web_tier.paging import Page, PageQuery, newest_first

UNFINISHED = (JobStatus.ACCEPTED, JobStatus.QUEUED)
_MESSAGE_LETTERS = 500  # of the column

#: Made once: putting a statement together costs more than executing it. What is set comes as parameters.
_JOBS = cast(Table, Job.__table__)
UPDATE_ONE = update(_JOBS).where(_JOBS.c.id == bindparam("job_id"))
UPDATE_UNFINISHED = UPDATE_ONE.where(_JOBS.c.status.in_(UNFINISHED))


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a job ends."""

    status: JobStatus
    failure: Failure | None = None  #: set where the status is not `done`


def accept(sessions: Sessions, job: Job) -> Job:
    """Store a new row, or return the earlier job with its idempotency key. Raises Conflict.

    The unique constraint decides, so that of two simultaneous requests one makes the job.
    """
    try:
        with sessions.begin() as session:
            session.add(job)
        return job
    except IntegrityError:
        with sessions() as session:
            return _earlier(session, job)


def _earlier(session: Session, job: Job) -> Job:
    found = session.scalar(select(Job).where(Job.idempotency_key == job.idempotency_key))
    if found is None or not is_same_order(found, job):
        raise Conflict("This Idempotency-Key was used for another request.")
    return found


def get(session: Session, job_id: str) -> Job:
    """Return a job. Raises NotFound."""
    # ids are letters and digits; PostgreSQL refuses to look for a NUL
    job = session.get(Job, job_id) if job_id.isalnum() else None
    if job is None:
        raise NotFound(f"There is no job {job_id}.")
    return job


def finish(session: Session, job_id: str, ending: Ending, now: float) -> bool:
    """End a job that has not ended; whether this call ended it."""
    return changed_one(session, UPDATE_UNFINISHED, job_id=job_id, finished_at=now, **_columns(ending))


def amend(session: Session, job_id: str, ending: Ending) -> None:
    """Change the ending that this transaction gave a job."""
    session.execute(UPDATE_ONE, {"job_id": job_id, **_columns(ending)})


def ending_of(job: Job) -> Ending:
    """Return the ending that stands in a finished job's row."""
    failure = Failure(code=job.error_code, message=job.error_message or "") if job.error_code else None
    return Ending(status=JobStatus(job.status), failure=failure)


def _columns(ending: Ending) -> dict[str, object]:
    columns: dict[str, object] = {"status": ending.status}
    if ending.failure is not None:
        columns["error_code"] = ending.failure.code
        columns["error_message"] = ending.failure.message[:_MESSAGE_LETTERS]
    if ending.status != JobStatus.DONE:
        columns["idempotency_key"] = None  # trying again with the same key is a new try
    return columns


class JobsQuery(PageQuery):
    """Which jobs to list."""

    status: JobStatus | None = None


def page(session: Session, asked: JobsQuery) -> Page[Job]:
    """Return a page of jobs, newest first."""
    query = select(Job) if asked.status is None else select(Job).where(Job.status == asked.status)
    return newest_first(session, query, (Job.accepted_at, Job.id), asked)


def changed_one(session: Session, statement: Update, **parameters: object) -> bool:
    """Execute a conditional update of one row; whether its condition held."""
    result = session.execute(statement, parameters)
    return isinstance(result, CursorResult) and result.rowcount == 1
