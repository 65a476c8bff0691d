"""What the database has of people who are to be erased: all that speaks of them, wherever it stands.

Everybody is given as a query of their ids, so that it can be a few or a whole collection.
"""

from dataclasses import dataclass

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from web_tier.models import Face, Job, Mention, Purpose, Role, Sighting, Veto

People = Select[str]  #: the ids of the people who are meant


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """What has to go with people, beside the rows that refer to them."""

    jobs: frozenset[str]  #: whose pictures show them, or that are for them
    naming: frozenset[str]  #: other jobs, whose documents name them as somebody near
    crops: frozenset[str]  #: keys
    #: Corrections that say of others that one of their faces is not theirs; with whom they are about.
    vetoes: dict[str, str]


def belongings_of(session: Session, people: People) -> Belongings:
    """Return what belongs to these people. Nobody else changes it while their collection is locked."""
    jobs = _jobs_of(session, people)
    return Belongings(
        jobs=jobs,
        naming=frozenset(session.scalars(_mentioned(people, Role.NEAR))) - jobs,
        crops=_crops_of(session, people),
        vetoes=_vetoes_by_their_faces(session, people),
    )


def _jobs_of(session: Session, people: People) -> frozenset[str]:
    shown = (
        _mentioned(people, Role.IS),
        select(Face.job_id).where(Face.person_id.in_(people)),
        select(Sighting.job_id).where(Sighting.person_id.in_(people)),
        select(Job.id).where(Job.person_id.in_(people)),
    )
    found = {job_id for query in shown for job_id in session.scalars(query)}
    return frozenset(found | _reembeddings_of(session, people))


def _reembeddings_of(session: Session, people: People) -> set[str]:
    """Return the jobs whose pictures are crops of theirs."""
    faces = set(session.scalars(select(Face.id).where(Face.person_id.in_(people))))
    collections = select(Face.collection).where(Face.person_id.in_(people))
    query = select(Job.id, Job.intent).where(
        Job.purpose == Purpose.REEMBED, Job.images_removed.is_(False), Job.collection.in_(collections)
    )
    return {job_id for job_id, intent in session.execute(query) if intent.get("face_id") in faces}


def _mentioned(people: People, role: Role) -> Select[str]:
    return select(Mention.job_id).where(Mention.person_id.in_(people), Mention.role == role).distinct()


def _crops_of(session: Session, people: People) -> frozenset[str]:
    keys: set[str | None] = set()
    for table in (Face, Sighting):
        keys |= set(session.scalars(select(table.crop_key).where(table.person_id.in_(people))))
    return frozenset(key for key in keys if key)


def _vetoes_by_their_faces(session: Session, people: People) -> dict[str, str]:
    theirs = (
        exists().where(
            table.person_id.in_(people), table.job_id == Veto.job_id, table.face_index == Veto.face_index
        )
        for table in (Face, Sighting)
    )
    named = exists().where(
        Mention.person_id.in_(people),
        Mention.role == Role.IS,
        Mention.job_id == Veto.job_id,
        Mention.face_index == Veto.face_index,
    )
    query = select(Veto.id, Veto.person_id).where(or_(named, *theirs), Veto.person_id.not_in(people))
    return {veto_id: person_id for veto_id, person_id in session.execute(query)}
