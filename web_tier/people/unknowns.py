"""The inbox of strangers: who was seen most, and most clearly, comes first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.messages import CollectionName
from web_tier.models import Face, Person, PersonKind, Sighting
from web_tier.paging import Page, PageQuery, greatest_first


class UnknownsQuery(PageQuery):
    """Which strangers to list."""

    collection: CollectionName | None = None


def page(session: Session, asked: UnknownsQuery) -> Page[Person]:
    """Return a page of the inbox."""
    query = select(Person).where(Person.kind == PersonKind.STRANGER)
    if asked.collection is not None:
        query = query.where(Person.collection == asked.collection)
    return greatest_first(session, query, (Person.sightings, Person.clarity, Person.id), asked)


def best_crop(session: Session, person_id: str) -> str | None:
    """Return the key of somebody's clearest picture, None where there is none."""
    seen = (
        select(Sighting.crop_key)
        .where(Sighting.person_id == person_id, Sighting.crop_key.is_not(None))
        .order_by(Sighting.clarity.desc(), Sighting.id)
    )
    enrolled = (
        select(Face.crop_key)
        .where(Face.person_id == person_id, Face.crop_key.is_not(None))
        .order_by(Face.confidence.desc(), Face.id)
    )
    return session.scalar(seen.limit(1)) or session.scalar(enrolled.limit(1))
