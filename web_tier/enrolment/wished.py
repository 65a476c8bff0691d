"""Which face of a result a client wishes to be enrolled. Pure."""

from pipeline.results import JobResult
from web_tier.enrolment.choosing import choose
from web_tier.enrolment.quality_gate import check_quality
from web_tier.enrolment.wish import EnrolmentWish
from web_tier.kept_faces import KeptFace, kept_face
from web_tier.models import Job


def wished_face(job: Job, result: JobResult, wish: EnrolmentWish) -> KeptFace:
    """Return the face to enrol.

    Raises Unprocessable where there is none, where there are several to choose from, and where it is too
    poor; and Conflict `not_kept` where its embedding was never kept or has been removed.
    """
    index = choose(result.faces, wish.face)
    if not wish.force:
        check_quality(result.faces[index])
    return kept_face(job, result, index)
