"""Finds rows that lead nowhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scripts.orphans.findings import Orphan, Place
from web_tier.models import Delivery, Face, Job, Person, Sighting, Veto

#: Members of free-form columns that name somebody.
_NAMING = ("person_id", "unknown_id")


def table_orphans(session: Session) -> Iterator[Orphan]:
    """Yield rows that refer to what is not there; what foreign keys vouch for is not asked."""
    yield from _rows_of_no_job(session)
    yield from _jobs_of_nobody(session)
    yield from _news_of_nobody(session)


def _rows_of_no_job(session: Session) -> Iterator[Orphan]:
    for table in (Face, Sighting, Veto):
        query = select(table.id).where(table.job_id.not_in(select(Job.id)))
        for row_id in session.scalars(query):
            yield _orphan(f"{table.__tablename__} {row_id}", "its job is gone")


def _jobs_of_nobody(session: Session) -> Iterator[Orphan]:
    people = set(session.scalars(select(Person.id)))
    for job_id, person_id, intent in session.execute(select(Job.id, Job.person_id, Job.intent)):
        if (person_id and person_id not in people) or _names_nobody(intent, people):
            yield _orphan(f"jobs {job_id}", "whom it is for is gone")


def _news_of_nobody(session: Session) -> Iterator[Orphan]:
    people = set(session.scalars(select(Person.id)))
    # others go with the person that they refer to, and may name one who was merged
    about_nobody = select(Delivery.id, Delivery.payload).where(Delivery.person_id.is_(None))
    for delivery_id, payload in session.execute(about_nobody):
        if _names_nobody(payload, people):
            yield _orphan(f"deliveries {delivery_id}", "whom it is about is gone")


def _names_nobody(members: Mapping[str, Any], people: set[str]) -> bool:
    return any(members.get(name) not in (None, *people) for name in _NAMING)


def _orphan(key: str, reason: str) -> Orphan:
    return Orphan(place=Place.TABLES, key=key, reason=reason)
