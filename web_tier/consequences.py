"""What a finished job changes beyond its answer: the seam between completion and each purpose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from pipeline.results import JobResult
from web_tier.models import Job


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A face cut out, to be put into the state bucket after the commit; a lost one costs a picture only."""

    key: str
    jpeg: bytes = field(repr=False)


class Consequence(Protocol):
    """What the result of a job that is done means for the people of its collection."""

    def apply(self, session: Session, job: Job, result: JobResult, now: float) -> Sequence[Crop]:
        """Change the database inside the transaction that finishes the job; return the pictures to be kept.

        Whoever changes people locks the job's collection first. Raises RequestFailure to fail the job
        instead: what was changed by then is undone.
        """
