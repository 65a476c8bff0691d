"""Webhooks: whoever wants to be told of events, and what became of telling them."""

from apiflask import APIBlueprint, EmptySchema
from pydantic import BaseModel, ConfigDict

from web_tier.failures import RequestFailure
from web_tier.instants import Instant
from web_tier.paging import PageQuery
from web_tier.services import services
from web_tier.webhooks import directory
from web_tier.webhooks.addresses import ForbiddenAddress, UnknownHost, resolve
from web_tier.webhooks.directory import NewWebhook, WebhooksQuery
from web_tier.webhooks.recording import Event, record_for

webhooks = APIBlueprint("webhooks", __name__, url_prefix="/api/v1/webhooks")


class WebhookOut(BaseModel):
    """A webhook."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    collection: str
    url: str
    events: list[Event]
    created_at: Instant


class WebhookWithSecretOut(WebhookOut):
    """A new webhook, with the secret that signs its deliveries."""

    secret: str


class WebhooksOut(BaseModel):
    """A page of webhooks."""

    items: list[WebhookOut]
    next: str | None


class DeliveryOut(BaseModel):
    """An event on its way, or arrived, or given up."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    event: str
    status: str
    attempts: int
    due_at: Instant
    created_at: Instant
    finished_at: Instant | None
    response_status: int | None
    error: str | None


class DeliveriesOut(BaseModel):
    """A page of deliveries."""

    items: list[DeliveryOut]
    next: str | None


@webhooks.post("")
@webhooks.input(NewWebhook)
@webhooks.output(WebhookWithSecretOut, status_code=201)
def create_webhook(json_data: NewWebhook) -> WebhookWithSecretOut:
    """Have a collection's events sent to a URL. The secret is answered this once."""
    _check_address(json_data.url)
    with services().sessions.begin() as session:
        webhook = directory.create(session, json_data, services().clock())
    return WebhookWithSecretOut.model_validate(webhook)


@webhooks.get("")
@webhooks.input(WebhooksQuery, location="query")
@webhooks.output(WebhooksOut)
def list_webhooks(query_data: WebhooksQuery) -> WebhooksOut:
    """List webhooks, oldest first."""
    with services().sessions() as session:
        page = directory.page(session, query_data)
    return WebhooksOut(items=[WebhookOut.model_validate(each) for each in page.items], next=page.next)


@webhooks.get("/<webhook_id>")
@webhooks.output(WebhookOut)
def get_webhook(webhook_id: str) -> WebhookOut:
    """Return a webhook."""
    with services().sessions() as session:
        return WebhookOut.model_validate(directory.get(session, webhook_id))


@webhooks.delete("/<webhook_id>")
@webhooks.output(EmptySchema, status_code=204)
def delete_webhook(webhook_id: str) -> str:
    """Delete a webhook with its deliveries, waiting ones too."""
    with services().sessions.begin() as session:
        session.delete(directory.get(session, webhook_id))
    return ""


@webhooks.get("/<webhook_id>/deliveries")
@webhooks.input(PageQuery, location="query")
@webhooks.output(DeliveriesOut)
def list_deliveries(webhook_id: str, query_data: PageQuery) -> DeliveriesOut:
    """List what was and will be sent, newest first; ended deliveries are kept for a week."""
    with services().sessions() as session:
        page = directory.deliveries(session, webhook_id, query_data)
    return DeliveriesOut(items=[DeliveryOut.model_validate(each) for each in page.items], next=page.next)


@webhooks.post("/<webhook_id>/test")
@webhooks.output(DeliveryOut, status_code=202)
def send_test(webhook_id: str) -> DeliveryOut:
    """Send the event `test`, to see whether the receiver takes it."""
    with services().sessions.begin() as session:
        webhook = directory.get(session, webhook_id)
        delivery = record_for(session, webhook, event="test", data={}, person_id=None, now=services().clock())
        session.flush()
        return DeliveryOut.model_validate(delivery)


def _check_address(url: str) -> None:
    """Refuse at once what no delivery would reach. What the name leads to later is checked every time."""
    try:
        resolve(url, private=services().settings.webhook_private_addresses)
    except ForbiddenAddress as error:
        raise RequestFailure(str(error), code="forbidden_address") from error
    except UnknownHost as error:
        raise RequestFailure(str(error), code="unknown_host") from error
