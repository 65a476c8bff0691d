"""Jobs: how far each has come, and what it found."""

from datetime import UTC, datetime
from typing import Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from pipeline.outcomes import JobStatus
from web_tier import jobs as job_rows
from web_tier.answers import JobAnswer
from web_tier.comparison_answers import document
from web_tier.instants import Instant
from web_tier.job_answers import json_answer
from web_tier.jobs import JobsQuery
from web_tier.models import Job, Purpose
from web_tier.services import services

jobs = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs")


class JobOut(BaseModel):
    """A job in the list."""

    job_id: str
    status: JobStatus
    purpose: Purpose
    accepted_at: Instant
    finished_at: Instant | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return what is listed of a job."""
        return cls(
            job_id=job.id,
            status=JobStatus(job.status),
            purpose=Purpose(job.purpose),
            accepted_at=datetime.fromtimestamp(job.accepted_at, UTC),
            finished_at=None if job.finished_at is None else datetime.fromtimestamp(job.finished_at, UTC),
        )


class JobsOut(BaseModel):
    """A page of jobs."""

    items: list[JobOut]
    next: str | None


@jobs.get("")
@jobs.input(JobsQuery, location="query")
@jobs.output(JobsOut)
def list_jobs(query_data: JobsQuery) -> JobsOut:
    """List jobs, newest first."""
    with services().sessions() as session:
        page = job_rows.page(session, query_data)
    return JobsOut(items=[JobOut.of(job) for job in page.items], next=page.next)


@jobs.get("/<job_id>")
@jobs.output(JobAnswer)
def get_job(job_id: str) -> Response:
    """Return a job, with its result once it has one: that of a comparison is as comparisons answer it."""
    with services().sessions() as session:
        job = job_rows.get(session, job_id)
    return json_answer(document(job, services().recognitions.look(job)))
