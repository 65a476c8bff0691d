"""What comes with a picture: the options of a recognition, the wait, and the idempotency key."""

from typing import Annotated, Any

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

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


class RecognitionFields(BaseModel):
    """The form fields or JSON members beside the picture."""

    model_config = ConfigDict(frozen=True)

    collection: CollectionName = DEFAULT_COLLECTION
    max_faces: Annotated[int, Field(ge=1, le=1000)] = 100
    min_face_px: Annotated[int, Field(ge=1, le=10_000)] = 20
    threshold: Annotated[float, Field(gt=0, le=2)] | None = None
    embeddings: bool = False

    def options(self) -> Options:
        """Return what the worker is told."""
        return Options(
            max_faces=self.max_faces,
            min_face_px=self.min_face_px,
            threshold=self.threshold,
            embeddings=self.embeddings,
        )


def read_fields(request: Request) -> RecognitionFields:
    """Return the options of a request. Raises RequestFailure naming the first wrong one."""
    members: dict[str, Any] = json_members(request) if request.is_json else request.form.to_dict()
    try:
        return RecognitionFields.model_validate(members)
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
