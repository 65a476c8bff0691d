"""Who is told of events, and what became of telling them."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web_tier.models.base import Base


class Webhook(Base):
    """Somewhere to send a collection's events to."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[float]

    __table_args__ = (Index("webhooks_of_collection", "collection"),)


class Delivery(Base):
    """An event on its way to a webhook, and how its sending went."""

    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(32))
    #: Whom it is about; deleted with them.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    payload: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))  #: waiting, delivered, failed
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[float]
    created_at: Mapped[float]
    finished_at: Mapped[float | None]
    response_status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        Index("deliveries_due", "webhook_id", "status", "due_at"),
        Index("deliveries_of_webhook", "webhook_id", "created_at", "id"),
        Index("deliveries_person", "person_id"),
    )
