"""Reads what the strangers of a collection are sorted by."""

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.gallery import unit
from pipeline.outcomes import JobStatus
from pipeline.results import JobResult
from web_tier.database import Sessions
from web_tier.models import CannotLink, Face, Job, Person, PersonKind
from web_tier.result_documents import ResultDocuments, results_to
from web_tier.strangers.reclustering import StrangerFace

ROWS_AT_ONCE = 5_000
#: How many of the newest results are looked through for one that says how near strangers are.
MOST_RESULTS = 20


def count_stranger_faces(session: Session, collection: str) -> int:
    """Return how many faces there are to sort."""
    strangers = Person.kind == PersonKind.STRANGER, Person.collection == collection
    query = select(func.count()).select_from(Face).join(Person, Person.id == Face.person_id)
    return session.scalar(query.where(*strangers)) or 0


def read_faces(session: Session, collection: str, model: str) -> list[StrangerFace]:
    """Return the strangers' faces whose embeddings are this model's; others cannot be compared."""
    query = (
        select(Face.id, Face.person_id, Face.embedding, Face.quality, Face.pinned)
        .join(Person, Person.id == Face.person_id)
        .where(Person.collection == collection, Person.kind == PersonKind.STRANGER, Face.model == model)
        .order_by(Face.id)
    )
    return [
        StrangerFace(
            face_id=row.id,
            person_id=row.person_id,
            unit=unit(np.frombuffer(row.embedding, dtype="<f4")),
            quality=(row.quality or {}).get("clarity", 0.0),
            pinned=row.pinned,
        )
        for row in session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
    ]


def read_apart(session: Session, collection: str) -> list[tuple[str, str]]:
    """Return who is not one person, as somebody said."""
    query = select(CannotLink.one_id, CannotLink.other_id).join(Person, Person.id == CannotLink.one_id)
    rows = session.execute(query.where(Person.collection == collection))
    return [(one_id, other_id) for one_id, other_id in rows]


def newest_linking_result(
    sessions: Sessions, documents: ResultDocuments, collection: str
) -> JobResult | None:
    """Return the newest of the collection's results that says how near strangers are, by its model."""
    kept = (Job.collection == collection, Job.keeps.is_(True), Job.status == JobStatus.DONE)
    newest = select(Job).where(*kept).order_by(Job.accepted_at.desc(), Job.id.desc()).limit(MOST_RESULTS)
    with sessions() as session:
        jobs = session.scalars(newest).all()
    found = (documents.find(job.id, results_to(job.purpose)) for job in jobs)
    return next((result for result in found if result and result.linking and result.model), None)
