"""The answers that all routes with jobs share."""

from flask import Response
from pydantic import BaseModel

from pipeline.outcomes import JobStatus
from pipeline.results import JobResult
from web_tier.answers import answer
from web_tier.completion import Finished
from web_tier.failures import JobFailure
from web_tier.models import Job

#: When a client of an unfinished job shall ask again, seconds.
ASK_AGAIN_SECONDS = 1


def json_answer(body: BaseModel, status: int = 200) -> Response:
    """Return a model as JSON, written once; apiflask would read and write it once more."""
    return Response(body.model_dump_json(), status=status, content_type="application/json")


def accepted(job: Job) -> Response:
    """Return 202 with the place where the job can be followed."""
    response = json_answer(answer(job, None), status=202)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    response.headers["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return response


def answered_result(finished: Finished) -> JobResult:
    """Return the result of a job that was done. Raises JobFailure for one that failed or expired."""
    failure = finished.ending.failure
    if failure is not None:
        raise JobFailure(failure.message, code=failure.code, job_id=finished.job.id)
    if finished.result is None or finished.ending.status != JobStatus.DONE:
        raise JobFailure("The result is gone.", code="job_failed", job_id=finished.job.id)
    return finished.result
