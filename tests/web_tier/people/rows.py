"""People as recognitions and enrolments leave them: their faces, sightings and mentions, without a worker."""

import uuid
from dataclasses import replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.keys import result_key
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import RESULT_CODEC, Candidate, Face, JobResult, Match, ModelId
from pipeline.store import ObjectStore
from tests.web_tier.world import SIZE, face
from web_tier import models
from web_tier.database import Sessions
from web_tier.gallery.changes import change_people, ensure_collection, lock_collection
from web_tier.models import CannotLink, Job, Mention, Person, PersonKind, Purpose, Role, Sighting, Veto

MODEL = "tests"
DIMENSIONS = 4


def add_person(
    session: Session, name: str = "Ada", *, collection: str = "default", faces: int = 0, **columns: object
) -> Person:
    """Add a person, a stranger where the name is empty, with faces, and tell the gallery."""
    ensure_collection(session, collection, 1.0)
    person = Person(
        id=uuid.uuid4().hex,
        collection=collection,
        kind=PersonKind.PERSON if name else PersonKind.STRANGER,
        name=name,
        created_at=1.0,
        updated_at=1.0,
        **columns,
    )
    session.add(person)
    session.flush()
    for _ in range(faces):
        add_face(session, person)
    change_people(session, lock_collection(session, collection), [person])
    return person


def add_job(session: Session, collection: str = "default", **columns: object) -> Job:
    """Add a recognition that is done and keeps its faces."""
    job_id = uuid.uuid4().hex
    job = Job(
        **{
            "id": job_id,
            "purpose": Purpose.RECOGNISE,
            "status": JobStatus.DONE,
            "collection": collection,
            "image_key": f"images/{job_id}/0",
            "image_sha256": "0" * 64,
            "image_bytes": 1,
            "keeps": True,
            "accepted_at": 0.0,
            "deadline": 300.0,
            **columns,
        }
    )
    session.add(job)
    session.flush()
    return job


def add_face(
    session: Session, person: Person, job: Job | None = None, *, index: int = 0, axis: int = 0
) -> models.Face:
    """Give a person a face that a job found, of which its document says that it is theirs."""
    job = job or add_job(session, person.collection)
    row = models.Face(
        id=uuid.uuid4().hex,
        person_id=person.id,
        collection=person.collection,
        job_id=job.id,
        face_index=index,
        model=MODEL,
        embedding=np.eye(DIMENSIONS, dtype="<f4")[axis].tobytes(),
        box={"left": 1.0, "top": 2.0, "width": 30.0, "height": 40.0},
        confidence=0.9,
        source="upload",
        pinned=False,
        created_at=2.0,
    )
    session.add(row)
    session.flush()
    add_mention(session, person, job, index=index)
    return row


def add_mention(
    session: Session, person: Person, job: Job, *, index: int = 0, role: Role = Role.IS
) -> Mention:
    """Have a job's document speak of a person."""
    mention = session.merge(Mention(job_id=job.id, face_index=index, person_id=person.id, role=role))
    session.flush()
    return mention


def add_sighting(
    session: Session, person: Person, job: Job, *, at: float = 10.0, clarity: float = 50.0, index: int = 0
) -> Sighting:
    """Have a person seen, and count it."""
    sighting = Sighting(
        id=uuid.uuid4().hex,
        collection=person.collection,
        person_id=person.id,
        first_at=at,
        last_at=at + 1,
        job_id=job.id,
        face_index=index,
        box={},
        verdict=Verdict.UNKNOWN,
        clarity=clarity,
        exported=True,
    )
    session.add(sighting)
    person.sightings += 1
    person.first_seen_at = min(at, person.first_seen_at or at)
    person.last_seen_at = max(at + 1, person.last_seen_at or 0)
    person.clarity = max(clarity, person.clarity)
    session.flush()
    return sighting


def document(job: Job, *found: Face) -> JobResult:
    """Return what a worker found in a job's picture."""
    return JobResult(
        job_id=job.id,
        status=JobStatus.DONE,
        outcome=Outcome.UNKNOWN,
        image=SIZE,
        model=ModelId(pack="test", version="1", embeddings=MODEL, runtime="none"),
        faces=found,
    )


def found_as(person_id: str | None = None, *, axis: int = 1, crop: str | None = "SlBFRw==") -> Face:
    """Return a face that a worker took for this person, or for nobody, as it is kept."""
    embedding = tuple(float(number) for number in np.eye(DIMENSIONS)[axis])
    if person_id is None:
        return replace(face(), embedding=embedding, crop=crop, match=Match(verdict=Verdict.UNKNOWN))
    near = (Candidate(person_id=person_id, distance=0.3, similarity=90.0),)
    match = Match(
        verdict=Verdict.KNOWN, person_id=person_id, distance=0.3, similarity=90.0, alternatives=near
    )
    return replace(face(), embedding=embedding, crop=crop, match=match)


def keep(store: ObjectStore, job: Job, *found: Face) -> None:
    """Write the document of a job into its bucket."""
    store.put(result_key(job.id), RESULT_CODEC.encode(document(job, *found)))


def names(session: Session) -> list[str]:
    """Return the names of everybody, strangers' as empty texts."""
    return sorted(session.scalars(select(Person.name)))


def links(sessions: Sessions) -> set[frozenset[str]]:
    """Return who is not one person with whom."""
    with sessions() as session:
        return {frozenset((each.one_id, each.other_id)) for each in session.scalars(select(CannotLink))}


def vetoes(sessions: Sessions) -> set[tuple[str, str, int]]:
    """Return against whom (id) something was said of which face (job id, index)."""
    with sessions() as session:
        return {(each.person_id, each.job_id, each.face_index) for each in session.scalars(select(Veto))}


def mentions(sessions: Sessions) -> set[tuple[str, int, str, str]]:
    """Return which job's face (index) is somebody's (id), or near them."""
    with sessions() as session:
        return {
            (each.job_id, each.face_index, each.person_id, each.role)
            for each in session.scalars(select(Mention))
        }
