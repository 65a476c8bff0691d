"""Makes the largest face of a finished job a face of the job's person."""

import uuid
from dataclasses import asdict

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import results
from pipeline.outcomes import Outcome
from pipeline.results import JobResult
from web_tier.failures import NotFound, Unprocessable
from web_tier.gallery_changes import lock_collection, next_version
from web_tier.models import Collection, Face, Job, Person


def enrol_largest_face(session: Session, job: Job, result: JobResult, now: float) -> list[Face]:
    """Enrol the result's largest face, inside the caller's transaction; return what the job has enrolled.

    Doing it again for the same job changes nothing. Raises Unprocessable where the picture shows no face and
    NotFound where the person is gone; both leave the transaction as it was.
    """
    found = _largest(result)
    collection, person = _locked(session, job.person_id or "")
    enrolled = list(session.scalars(select(Face).where(Face.job_id == job.id)))
    if not enrolled:
        enrolled = [_face(job, result, found, person, now)]
        enrolled[0].added_in = next_version(session, collection)
        session.add_all(enrolled)
        session.flush()
    return enrolled


def _largest(result: JobResult) -> results.Face:
    if result.outcome is Outcome.UNREADABLE_IMAGE:
        raise Unprocessable("The picture cannot be read.", code="unreadable_image")
    if not result.faces:
        raise Unprocessable("There is no face in the picture.", code="no_face")
    return max(result.faces, key=lambda face: face.box.width * face.box.height)


def _locked(session: Session, person_id: str) -> tuple[Collection, Person]:
    """Return the person and their gallery, which then stay until the end of the transaction."""
    if person := session.get(Person, person_id):
        collection = lock_collection(session, person.collection)
        if session.get(Person, person_id, populate_existing=True):
            return collection, person
    raise NotFound("The person was deleted.")


def _face(job: Job, result: JobResult, found: results.Face, person: Person, now: float) -> Face:
    if found.embedding is None or result.model is None:
        raise ValueError("An enrolment's result must carry embeddings and their model.")
    return Face(
        id=uuid.uuid4().hex,
        person_id=person.id,
        collection=person.collection,
        job_id=job.id,
        model=result.model.embeddings,
        embedding=np.asarray(found.embedding, dtype="<f4").tobytes(),
        box=asdict(found.box),
        confidence=found.confidence,
        created_at=now,
    )
