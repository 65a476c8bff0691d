"""Takes faces out of results whose pictures stay: nobody is to be known by them again."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.erasure.belongings import People
from web_tier.erasure.leaving import Call, Left
from web_tier.erasure.rows import some
from web_tier.models import Face, Job, LeftoverKind, Mention, Purpose, Role


def blank_faces(session: Session, call: Call, people: People, job_ids: Iterable[str]) -> frozenset[str]:
    """Blank these people's faces in the results of recognitions; return which of the jobs those are."""
    theirs, blanked = _faces_of(session, people), set()
    for ids in some(job_ids):
        query = select(Job).where(Job.id.in_(ids), Job.purpose == Purpose.RECOGNISE)
        for job in session.scalars(query, execution_options={"populate_existing": True}):
            job.blank_faces = sorted({*job.blank_faces, *theirs[job.id]})
            blanked.add(job.id)
    call.leaves(session, [Left(kind=LeftoverKind.DOCUMENT, key=job_id) for job_id in sorted(blanked)])
    return frozenset(blanked)


def _faces_of(session: Session, people: People) -> defaultdict[str, set[int]]:
    """Return which faces of which jobs are theirs."""
    mentioned = select(Mention.job_id, Mention.face_index).where(
        Mention.person_id.in_(people), Mention.role == Role.IS
    )
    kept = select(Face.job_id, Face.face_index).where(Face.person_id.in_(people))
    found = defaultdict(set)
    for query in (mentioned, kept):
        for job_id, index in session.execute(query):
            found[job_id].add(index)
    return found
