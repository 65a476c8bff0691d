"""What a result document means for its job: how the job ends, and whose name is answered."""

from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Failure, JobResult
from web_tier.jobs import Ending
from web_tier.models import Purpose

_NO_REASON = Failure(code="job_failed", message="The job failed.")


def intended_ending(purpose: str, result: JobResult) -> Ending:
    """Return how a job with this result ends: a damaged picture is an answer to recognitions alone."""
    if result.status != JobStatus.DONE:
        return Ending(status=JobStatus(result.status), failure=result.error or _NO_REASON)
    if result.outcome == Outcome.UNREADABLE_IMAGE and purpose != Purpose.RECOGNISE:
        message = result.error.message if result.error else "The picture cannot be read."
        return Ending(
            status=JobStatus.FAILED, failure=Failure(code=Outcome.UNREADABLE_IMAGE, message=message)
        )
    return Ending(status=JobStatus.DONE)


def plain_name(result: JobResult, names: dict[str, str]) -> str:
    """Return the one name that a plain upload is answered: that of the largest known face."""
    if not result.faces:
        return Outcome.NO_FACE
    known = (face.match.person_id for face in result.faces if face.match.verdict == Verdict.KNOWN)
    # a person deleted meanwhile has no name any more
    return next((names[person] for person in known if person in names), Outcome.UNKNOWN)
