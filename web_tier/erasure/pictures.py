"""Removes jobs' pictures: in the database what is known of them, and a note of each object that has to go."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipeline.outcomes import JobStatus
from web_tier.erasure.leaving import Call, Left
from web_tier.erasure.redaction import ERASED
from web_tier.erasure.removed import Removed
from web_tier.erasure.rows import delete_mentions, some
from web_tier.jobs import UNFINISHED
from web_tier.models import Job, LeftoverKind, Purpose

#: What a job's row knows of its pictures, and of whom they are for; the rest says nothing of anybody.
_FORGOTTEN: dict[str, Any] = {
    "erased": True,
    "images_removed": True,
    "person_id": None,
    "image_key": "",
    "image_sha256": "",
    "second_image": None,
    "output_key": None,
    "intent": {},
    "idempotency_key": None,
}


def erase_jobs(session: Session, call: Call, job_ids: Iterable[str]) -> Removed:
    """Remove pictures and results of jobs that show somebody; those under way end as failed, `not_found`.

    Their rows stay: an erased document has to lie where a worker may still want to write a result.
    """
    counts = [_erase(session, call, ids) for ids in some(job_ids)]
    return Removed(
        images=sum(each.images for each in counts),
        results=sum(each.results for each in counts),
        mentions=sum(each.mentions for each in counts),
        jobs=sum(each.jobs for each in counts),
    )


def remove_images(session: Session, call: Call, jobs: Sequence[Job]) -> int:
    """Remove the pictures of jobs that have ended, and from their results how anybody looks; how many."""
    count = call.leaves(session, [image for job in jobs for image in _images(job)])
    call.leaves(session, [_document(job) for job in jobs])
    for job in jobs:
        job.images_removed = True
    session.flush()
    return count


def _erase(session: Session, call: Call, job_ids: Sequence[str]) -> Removed:
    query = select(Job).where(Job.id.in_(job_ids), Job.erased.is_(False))
    jobs = session.scalars(query, execution_options={"populate_existing": True}).all()
    images = call.leaves(session, [image for job in jobs for image in _images(job)])
    call.leaves(session, [_document(job) for job in jobs])
    call.leaves(session, _names(session, jobs))
    ids, under_way = [job.id for job in jobs], [job for job in jobs if job.status in UNFINISHED]
    # once more, later: whoever takes the picture in may be storing it just now
    Call(id="", now=call.now).leaves(session, [image for job in under_way for image in _images(job)])
    _end(session, call, [job.id for job in under_way])
    _mark(session, ids)
    return Removed(
        images=images,
        results=len(ids) - len(under_way),
        mentions=delete_mentions(session, ids),
        jobs=len(under_way),
    )


def _end(session: Session, call: Call, job_ids: Sequence[str]) -> None:
    ending = {
        "status": JobStatus.FAILED,
        "finished_at": call.now,
        "error_code": "not_found",
        "error_message": "Whom it was for has been deleted.",
    }
    session.execute(update(Job).where(Job.id.in_(job_ids)).values(ending))


def _mark(session: Session, job_ids: Sequence[str]) -> None:
    theirs = Job.id.in_(job_ids)
    reason = {"error_code": ERASED.code, "error_message": ERASED.message}
    session.execute(update(Job).where(theirs, Job.status == JobStatus.DONE).values(reason))
    session.execute(update(Job).where(theirs).values(_FORGOTTEN))


def _images(job: Job) -> Iterator[Left]:
    if job.images_removed:
        return
    # others may have put another picture under the client's own name
    sha256 = job.image_sha256 if job.purpose == Purpose.PLAIN else None
    yield Left(kind=LeftoverKind.IMAGE, key=job.image_key, sha256=sha256)
    if job.second_image:
        yield Left(kind=LeftoverKind.IMAGE, key=job.second_image["key"])


def _document(job: Job) -> Left:
    return Left(kind=LeftoverKind.DOCUMENT, key=job.id)


def _names(session: Session, jobs: Sequence[Job]) -> Iterator[Left]:
    """Yield the names that plain uploads put into the output bucket, unless they are others' by now."""
    ids = {job.id for job in jobs}
    keys = {job.output_key for job in jobs if job.output_key is not None}
    written = select(Job.output_key, Job.id).where(Job.output_key.in_(keys), Job.status == JobStatus.DONE)
    last: dict[str | None, str] = {}
    if keys:
        last = {key: job_id for key, job_id in session.execute(written.order_by(Job.accepted_at, Job.id))}
    yield from (
        Left(kind=LeftoverKind.NAME, key=key) for key in keys if key and last.get(key, "") in {"", *ids}
    )
