"""Whose turn it is: every webhook's, as long as its receiver may be there."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from web_tier.models import Delivery, Webhook

_THEIRS = (Delivery.webhook_id == Webhook.id, Delivery.status == "waiting")


def due(session: Session, now: float, most: int) -> list[tuple[Delivery, Webhook]]:
    """Return up to `most` deliveries that are due, as many of one webhook as of another.

    While a delivery is on its way, or waits for another try since nobody answered, the webhook's others wait.
    """
    webhooks = _ready(session, now, most)
    return [
        (delivery, webhook)
        for webhook in webhooks
        for delivery in _first_of(session, webhook, now, most // len(webhooks))
    ]


def _ready(session: Session, now: float, most: int) -> Sequence[Webhook]:
    """Return the webhooks that have waited longest."""
    tried = (Delivery.due_at > now, Delivery.attempts > 0, Delivery.response_status.is_(None))
    first = select(func.min(Delivery.due_at)).where(*_THEIRS).correlate(Webhook).scalar_subquery()
    query = select(Webhook).where(first <= now, ~exists().where(*_THEIRS, *tried)).order_by(first)
    return session.scalars(query.limit(most)).all()


def _first_of(session: Session, webhook: Webhook, now: float, most: int) -> Sequence[Delivery]:
    query = select(Delivery).where(
        Delivery.webhook_id == webhook.id, Delivery.status == "waiting", Delivery.due_at <= now
    )
    # the oldest, tried or not: those that were tried most say how long a receiver is left alone
    return session.scalars(query.order_by(Delivery.created_at, Delivery.id).limit(most)).all()
