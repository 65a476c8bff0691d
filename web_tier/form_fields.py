"""What comes with a picture: a recognition's options, where it was taken, the wait, the idempotency key."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from flask import Request
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from pipeline.messages import CollectionName, Options, Preset
from web_tier.failures import RequestFailure
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.person_fields import Time
from web_tier.settings import WebSettings
from web_tier.uploads import form_members

T = TypeVar("T")

IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")]
#: One line of visible text.
Source = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=64,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$",
    ),
    Field(description="Where the picture was taken, such as a camera's id"),
]
#: Of `Options`, what is the client's to choose; crops are for the service's own use.
CHOSEN_OPTIONS = ("max_faces", "min_face_px", "threshold", "embeddings", "preset")
#: How far ahead of the service's a camera's clock may be, seconds: one that shows another zone's time is.
AHEAD_SECONDS = 86_400


class WaitQuery(BaseModel):
    """How long the client waits."""

    wait: Annotated[float, Field(ge=0, le=300, description="Seconds to wait for the result")] | None = None

    def seconds(self, settings: WebSettings) -> float:
        """Return the wait, the default where the client does not say."""
        return settings.default_wait_seconds if self.wait is None else self.wait


@dataclass(frozen=True, kw_only=True)
class RecognitionFields:
    """The form fields or JSON members beside the picture, options aside."""

    collection: CollectionName = DEFAULT_COLLECTION
    source: Source | None = None
    captured_at: Time | None = None
    remember: Annotated[bool, Field(description="Whether the faces become sightings")] = True

    def captured_seconds(self, now: float) -> float | None:
        """Return when the picture was taken, seconds since the epoch. Raises RequestFailure."""
        if self.captured_at is None:
            return None
        seconds = self.captured_at.timestamp()
        if not 0 <= seconds <= now + AHEAD_SECONDS:
            raise RequestFailure("captured_at: This is no time at which the picture can have been taken.")
        return seconds


_FIELDS = TypeAdapter(RecognitionFields)
_OPTIONS = TypeAdapter(Options)
_KEYS: TypeAdapter[str] = TypeAdapter(IdempotencyKey)


def read_fields(request: Request) -> RecognitionFields:
    """Return what a request says beside its options. Raises RequestFailure naming the first wrong field."""
    return validated(_FIELDS, form_members(request))


def read_options(request: Request, preset: Preset) -> Options:
    """Return the options of a request; `preset` is the collection's own. Raises as `read_fields` does."""
    members = form_members(request)
    chosen = {name: members[name] for name in CHOSEN_OPTIONS if name in members}
    return validated(_OPTIONS, {"preset": preset, **chosen})


def described_fields() -> dict[str, Any]:
    """Return the JSON schema of each field of a recognition by its name."""
    return {**described_options(), **_FIELDS.json_schema()["properties"]}


def described_options() -> dict[str, Any]:
    """Return the JSON schema of each option by its name."""
    options = _OPTIONS.json_schema()
    chosen = {name: options["properties"][name] for name in CHOSEN_OPTIONS}
    presets = {"type": "string", "enum": list(Preset), "description": "The collection's own by default"}
    return {**chosen, "preset": presets}


def read_idempotency_key(request: Request) -> str | None:
    """Return the header Idempotency-Key. Raises RequestFailure where it is no short printable text."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    try:
        return _KEYS.validate_python(key)
    except ValidationError as error:
        raise RequestFailure("Idempotency-Key must be 1 to 128 printable ASCII characters.") from error


def validated(adapter: TypeAdapter[T], members: dict[str, Any]) -> T:
    """Return what the members say. Raises RequestFailure naming the first wrong one."""
    try:
        return adapter.validate_python(members)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"][:1])
        raise RequestFailure(f"{place}: {first['msg']}") from error
