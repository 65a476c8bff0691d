"""What became of the people whom a result document names."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from pipeline.results import JobResult
from web_tier import mentions
from web_tier.models import Mention, Person
from web_tier.people.heirs import heirs_of

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_MENTIONED = exists().where(Mention.job_id == bindparam("job_id"), Mention.person_id == Person.id)
_NAMEABLE = select(Person.id).where(Person.id.in_(_IDS), or_(Person.suspended.is_(False), _MENTIONED))
_THERE = select(Person.id).where(Person.id.in_(_IDS))


@dataclass(frozen=True, kw_only=True)
class Fates:
    """Of those who are not as they were when the worker looked; all others may be named."""

    heirs: Mapping[str, str] = field(default_factory=dict)  #: who was merged: into whom, by the id they had
    suspended: Set[str] = frozenset()  #: whose consent expired before the job ended: they are not recognised
    gone: Set[str] = frozenset()  #: who was deleted


UNCHANGED = Fates()


def fates_of(session: Session, job_id: str, result: JobResult | None) -> Fates:
    """Return what became of everybody whom a job's document names.

    Whoever is mentioned was recognised while that was allowed, and stays named when their consent expires.
    """
    named = mentions.people_of(result)
    changed = _not_nameable(session, job_id, named)
    if not changed:
        return UNCHANGED
    heirs = heirs_of(session, changed)
    left = _not_nameable(session, job_id, {heirs.get(each, each) for each in changed})
    there = frozenset(session.scalars(_THERE, {"ids": sorted(left)}))
    return Fates(heirs=heirs, suspended=there, gone=left - there)


def _not_nameable(session: Session, job_id: str, people: Set[str]) -> Set[str]:
    if not people:
        return people
    return people - set(session.scalars(_NAMEABLE, {"ids": sorted(people), "job_id": job_id}))
