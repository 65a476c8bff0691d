"""Webhooks in the database: make, find, delete."""

import secrets
import uuid
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.messages import CollectionName
from web_tier.failures import NotFound
from web_tier.gallery.changes import ensure_collection
from web_tier.models import Delivery, Webhook
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.paging import Page, PageQuery, newest_first, oldest_first
from web_tier.webhooks.addresses import check_url
from web_tier.webhooks.recording import Event


def _checked(url: str) -> str:
    check_url(url)
    return url


class NewWebhook(BaseModel):
    """Where events are to be sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: CollectionName = DEFAULT_COLLECTION
    url: Annotated[str, Field(max_length=2000), AfterValidator(_checked)]
    events: Annotated[list[Event], Field(min_length=1, max_length=len(Event))]
    secret: (
        Annotated[
            str,
            StringConstraints(pattern=r"^[\x21-\x7e]{16,128}$"),
            Field(description="Signs the deliveries; made where it is left out, and answered this once"),
        ]
        | None
    ) = None


class WebhooksQuery(PageQuery):
    """Which webhooks to list."""

    collection: CollectionName | None = None


def create(session: Session, new: NewWebhook, now: float) -> Webhook:
    """Add a webhook; a collection comes into being with its first use."""
    ensure_collection(session, new.collection, now)
    webhook = Webhook(
        id=uuid.uuid4().hex,
        collection=new.collection,
        url=new.url,
        events=sorted(set(new.events)),
        secret=new.secret or secrets.token_hex(32),
        created_at=now,
    )
    session.add(webhook)
    return webhook


def get(session: Session, webhook_id: str) -> Webhook:
    """Return a webhook. Raises NotFound."""
    webhook = session.get(Webhook, webhook_id) if webhook_id.isalnum() else None
    if webhook is None:
        raise NotFound("There is no such webhook.")
    return webhook


def page(session: Session, asked: WebhooksQuery) -> Page[Webhook]:
    """Return a page of webhooks, oldest first."""
    filters = asked.model_dump(include={"collection"}, exclude_none=True)
    query = select(Webhook).filter_by(**filters)
    return oldest_first(session, query, (Webhook.created_at, Webhook.id), asked)


def deliveries(session: Session, webhook_id: str, asked: PageQuery) -> Page[Delivery]:
    """Return a page of a webhook's deliveries, newest first. Raises NotFound."""
    query = select(Delivery).where(Delivery.webhook_id == get(session, webhook_id).id)
    return newest_first(session, query, (Delivery.created_at, Delivery.id), asked)
