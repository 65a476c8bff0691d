"""People, finished jobs and enrolled faces for the tests of the gallery."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Box, Face, ImageSize, JobResult, Match, ModelId, Quality
from web_tier import people
from web_tier.database import Sessions
from web_tier.enrolment.enrolling import Enrolling
from web_tier.models import Face as FaceRow
from web_tier.models import Job, Purpose
from web_tier.person_fields import NewPerson

IMAGE = ImageSize(width=400, height=300)


def face(size: float = 80, embedding: Sequence[float] | None = (0.5, -0.25)) -> Face:
    """Return a face as a worker finds it, `size` pixels wide and high."""
    box = Box(left=10, top=20, width=size, height=size)
    return Face(
        box=box,
        box_ratios=box.as_ratios(IMAGE),
        confidence=0.9,
        landmarks=(),
        quality=Quality(brightness=50, sharpness=50, size=int(size)),
        match=Match(verdict=Verdict.UNKNOWN),
        embedding=None if embedding is None else tuple(embedding),
    )


def job(person_id: str, collection: str = "default") -> Job:
    """Return a job that enrols a face of this person."""
    job_id = uuid.uuid4().hex
    return Job(
        id=job_id,
        purpose=Purpose.ENROL,
        status=JobStatus.QUEUED,
        collection=collection,
        person_id=person_id,
        image_key=f"images/{job_id}/0",
        image_sha256="0" * 64,
        image_bytes=1,
        intent={},
        keeps=True,
        accepted_at=0.0,
        deadline=300.0,
    )


def result(job_id: str, *faces: Face) -> JobResult:
    """Return what a worker found."""
    return JobResult(
        job_id=job_id,
        status=JobStatus.DONE,
        outcome=Outcome.UNKNOWN if faces else Outcome.NO_FACE,
        image=IMAGE,
        model=ModelId(pack="test-pack", version="1", embeddings="test-embeddings"),
        faces=faces,
    )


def add_person(sessions: Sessions, name: str = "Ada", collection: str = "default") -> str:
    """Add a person; return their id."""
    with sessions.begin() as session:
        return people.create(session, NewPerson(name=name, collection=collection), now=1.0).id


def enrol(sessions: Sessions, person_id: str, embedding: Sequence[float] = (0.5, -0.25)) -> str:
    """Give the person a face through a job of its own; return the face's id."""
    with sessions.begin() as session:
        enrolling = job(person_id)
        found = result(enrolling.id, face(embedding=embedding))
        Enrolling().apply(session, enrolling, found, now=2.0)
        return session.scalars(select(FaceRow.id).where(FaceRow.job_id == enrolling.id)).one()
