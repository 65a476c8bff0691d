"""The transaction that deletes a collection with everybody and everything in it."""

from dataclasses import replace

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web_tier import models
from web_tier.erasure.belongings import belongings_of
from web_tier.erasure.leaving import Call, Left
from web_tier.erasure.removed import Removed
from web_tier.erasure.taking_out import take_out_rows
from web_tier.models import Delivery, GalleryRemoval, GallerySegment, Job, LeftoverKind, Person, Task, Webhook


def take_out_collection(session: Session, call: Call, collection: models.Collection) -> Removed:
    """Delete a locked collection; its jobs' rows stay, and know nothing any more."""
    people = select(Person.id).where(Person.collection == collection.name)
    jobs = frozenset(session.scalars(select(Job.id).where(Job.collection == collection.name)))
    theirs = replace(belongings_of(session, people), jobs=jobs, naming=frozenset())
    removed = take_out_rows(session, call, people, theirs)
    deliveries, segments = _deliveries(session, collection), _segments(session, collection)
    call.leaves(session, [Left(kind=LeftoverKind.GALLERY, key=collection.name)])
    for table in (Webhook, Task, GallerySegment, GalleryRemoval):
        session.execute(delete(table).where(table.collection == collection.name))
    session.delete(collection)
    return replace(removed, deliveries=removed.deliveries + deliveries, segments=segments)


def _deliveries(session: Session, collection: models.Collection) -> int:
    webhooks = select(Webhook.id).where(Webhook.collection == collection.name)
    return session.scalar(select(func.count()).where(Delivery.webhook_id.in_(webhooks))) or 0


def _segments(session: Session, collection: models.Collection) -> int:
    table = GallerySegment
    published = (table.collection == collection.name, table.sha256.is_not(None))
    return session.scalar(select(func.count()).select_from(table).where(*published)) or 0
