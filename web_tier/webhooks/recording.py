"""Records an event for everybody who wants to be told, in the transaction of what happened."""

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.models import Delivery, Webhook


class Event(StrEnum):
    """What somebody can be told of."""

    SIGHTING = "sighting"  #: Somebody with a name was seen: a new sighting, not each of its pictures.
    UNKNOWN = "unknown"  #: A face was seen that never was before.
    JOB_DONE = "job_done"  #: A job ended, whatever its status.


def record(
    session: Session,
    *,
    collection: str,
    event: Event,
    data: dict[str, Any],
    person_id: str | None,
    now: float,
) -> None:
    """Add a delivery for each webhook of the collection that wants this event.

    `data` is plain JSON and goes out as it is. `person_id` is whom it is about: deleted with them.
    """
    for webhook in session.scalars(select(Webhook).where(Webhook.collection == collection)):
        if event in webhook.events:
            record_for(session, webhook, event=event, data=data, person_id=person_id, now=now)


def record_for(
    session: Session, webhook: Webhook, *, event: str, data: dict[str, Any], person_id: str | None, now: float
) -> Delivery:
    """Add a delivery to one webhook, due at once."""
    delivery_id = uuid.uuid4().hex
    head = {"id": delivery_id, "event": event, "collection": webhook.collection, "created_at": now}
    delivery = Delivery(
        id=delivery_id,
        webhook_id=webhook.id,
        event=event,
        person_id=person_id,
        payload={**head, **data},
        status="waiting",
        attempts=0,
        due_at=now,
        created_at=now,
    )
    session.add(delivery)
    return delivery
