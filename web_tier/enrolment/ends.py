"""How an enrolment ended, as its client is told."""

from pipeline.results import JobResult
from web_tier.completion import Finished
from web_tier.enrolment.choosing import described
from web_tier.failures import JobFailure
from web_tier.job_answers import answered_result


def enrolled_result(finished: Finished) -> JobResult:
    """Return the result of an enrolment that was done.

    Raises JobFailure; where there are several faces to choose from, with all of them.
    """
    failure, result = finished.ending.failure, finished.result
    if failure is not None and failure.code == "several_faces" and result is not None:
        faces = described(result.faces)
        raise JobFailure(failure.message, code=failure.code, job_id=result.job_id, extra={"faces": faces})
    return answered_result(finished)
