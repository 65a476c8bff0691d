"""The job table as an outbox: which requests were sent, and which have to be sent again."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from pipeline.outcomes import JobStatus
from web_tier.jobs import UNFINISHED, UPDATE_UNFINISHED, changed_one
from web_tier.models import Job

_MARK_SENT = UPDATE_UNFINISHED.values(status=JobStatus.QUEUED, sends=Job.sends + 1)


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """What the sweeper needs to know of an unfinished job."""

    job_id: str
    status: str
    accepted_at: float
    deadline: float
    sent_at: float | None
    sends: int


def mark_sent(session: Session, job_id: str, now: float) -> None:
    """Note that the image is stored and the request was sent."""
    session.execute(_MARK_SENT, {"job_id": job_id, "sent_at": now})


def claim_sending(session: Session, job: Unanswered, now: float) -> bool:
    """Take the right to send a request again; False where another process took it or the job has ended."""
    unchanged = (Job.id == job.job_id, Job.sends == job.sends, Job.status == job.status)
    values = {"status": JobStatus.QUEUED, "sent_at": now, "sends": job.sends + 1}
    return changed_one(session, update(Job).where(*unchanged).values(values))


def return_sending(session: Session, job: Unanswered) -> None:
    """Undo a claim whose request could not be sent."""
    claimed = (Job.id == job.job_id, Job.sends == job.sends + 1, Job.status == JobStatus.QUEUED)
    values = {"status": job.status, "sent_at": job.sent_at, "sends": job.sends}
    session.execute(update(Job).where(*claimed).values(values))


def count_unfinished(session: Session) -> int:
    """Return how many jobs have not ended."""
    return session.scalar(select(func.count()).select_from(Job).where(Job.status.in_(UNFINISHED))) or 0


def unanswered(session: Session, *, sent_before: float, now: float) -> list[Unanswered]:
    """Return the unfinished jobs last sent before a time, or past their deadline; oldest first."""
    last_sent = func.coalesce(Job.sent_at, Job.accepted_at)
    rows = session.execute(
        select(Job.id, Job.status, Job.accepted_at, Job.deadline, Job.sent_at, Job.sends)
        .where(Job.status.in_(UNFINISHED), or_(last_sent <= sent_before, Job.deadline <= now))
        .order_by(Job.accepted_at)
    )
    return [
        Unanswered(
            job_id=row.id,
            status=row.status,
            accepted_at=row.accepted_at,
            deadline=row.deadline,
            sent_at=row.sent_at,
            sends=row.sends,
        )
        for row in rows
    ]
