"""Tells webhooks what happened, and costs next to nothing where nobody listens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from web_tier.models import Webhook
from web_tier.webhooks.recording import Event, record

_LISTENERS = select(Webhook.id).where(Webhook.collection == bindparam("collection")).limit(1)


@dataclass(frozen=True, kw_only=True)
class News:
    """Something that happened."""

    event: Event
    data: dict[str, Any]  #: plain JSON
    person_id: str | None = None  #: whom it is about: it is forgotten with them


def announce(session: Session, collection: str, news: Sequence[News], now: float) -> None:
    """Record the news for every webhook of the collection, in the transaction of what happened."""
    if not news or session.scalar(_LISTENERS, {"collection": collection}) is None:
        return
    session.flush()  # deliveries refer to people who may be new
    for each in news:
        record(
            session,
            collection=collection,
            event=each.event,
            data=each.data,
            person_id=each.person_id,
            now=now,
        )
