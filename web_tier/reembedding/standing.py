"""How far a collection's re-embedding has come, as the rows of its jobs have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pipeline.outcomes import JobStatus
from web_tier.jobs import UNFINISHED
from web_tier.models import Face, Job, Purpose, Task


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A task's jobs. Faces are taken in the order of their ids: the greatest one says what is left."""

    done: int
    failed: int  #: faces that keep the embedding they have
    expired: int  #: of these, because no worker came to them
    under_way: int
    last_face_id: str  #: empty before the first


def standing_of(session: Session, task: Task) -> Standing:
    """Return how many of a task's jobs have come how far."""
    face_id = Job.intent["face_id"].as_string()
    query = select(Job.status, func.count(), func.max(face_id)).where(*_jobs_of(task)).group_by(Job.status)
    rows = session.execute(query).all()
    counts = {status: count for status, count, _ in rows}
    return Standing(
        done=counts.get(JobStatus.DONE, 0),
        failed=counts.get(JobStatus.FAILED, 0) + counts.get(JobStatus.EXPIRED, 0),
        expired=counts.get(JobStatus.EXPIRED, 0),
        under_way=sum(counts.get(status, 0) for status in UNFINISHED),
        last_face_id=max((last for *_, last in rows), default=""),
    )


def next_faces(session: Session, task: Task, after: str, limit: int) -> Sequence[Face]:
    """Return the faces to embed next: those that have a crop, and were there when the task was made."""
    query = select(Face).where(*_faces_of(task), Face.crop_key.is_not(None), Face.id > after)
    return session.scalars(query.order_by(Face.id).limit(limit)).all()


def count_without_crop(session: Session, task: Task) -> int:
    """Return how many faces cannot be embedded anew."""
    query = select(func.count()).select_from(Face).where(*_faces_of(task), Face.crop_key.is_(None))
    return session.scalar(query) or 0


def count_faces(session: Session, collection: str) -> int:
    """Return how many faces there are to embed anew."""
    return session.scalar(select(func.count()).select_from(Face).where(Face.collection == collection)) or 0


def _jobs_of(task: Task) -> tuple[ColumnElement[bool], ...]:
    return (
        Job.collection == task.collection,
        Job.purpose == Purpose.REEMBED,
        Job.accepted_at >= task.created_at,
        Job.intent["task_id"].as_string() == task.id,
    )


def _faces_of(task: Task) -> tuple[ColumnElement[bool], ...]:
    return Face.collection == task.collection, Face.created_at <= task.created_at
