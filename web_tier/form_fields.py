"""What comes with a picture: the options of a recognition, the wait, and the idempotency key."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from flask import Request
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from pipeline.messages import CollectionName, Options
from web_tier.failures import RequestFailure
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.settings import WebSettings
from web_tier.uploads import json_members

IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")]
_KEYS: TypeAdapter[str] = TypeAdapter(IdempotencyKey)


class WaitQuery(BaseModel):
    """How long the client waits."""

    wait: Annotated[float, Field(ge=0, le=300, description="Seconds to wait for the result")] | None = None

    def seconds(self, settings: WebSettings) -> float:
        """Return the wait, the default where the client does not say."""
        return settings.default_wait_seconds if self.wait is None else self.wait


@dataclass(frozen=True, kw_only=True)
class RecognitionFields(Options):
    """The form fields or JSON members beside the picture: the options and the collection."""

    collection: CollectionName = DEFAULT_COLLECTION

    def options(self) -> Options:
        """Return what the worker is told."""
        return Options(**{each.name: getattr(self, each.name) for each in fields(Options)})


_FIELDS = TypeAdapter(RecognitionFields)


def described_fields() -> dict[str, Any]:
    """Return the JSON schema of each field by its name."""
    described: dict[str, Any] = _FIELDS.json_schema()["properties"]
    return described


def read_fields(request: Request) -> RecognitionFields:
    """Return the options of a request. Raises RequestFailure naming the first wrong one."""
    members: dict[str, Any] = json_members(request) if request.is_json else request.form.to_dict()
    try:
        return _FIELDS.validate_python(members)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RequestFailure(f"{first['loc'][0]}: {first['msg']}") from error


def read_idempotency_key(request: Request) -> str | None:
    """Return the header Idempotency-Key. Raises RequestFailure where it is no short printable text."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    try:
        return _KEYS.validate_python(key)
    except ValidationError as error:
        raise RequestFailure("Idempotency-Key must be 1 to 128 printable ASCII characters.") from error
