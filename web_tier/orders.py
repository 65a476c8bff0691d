"""What a client asked for, and the job row that it becomes."""

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from pipeline.keys import image_key
from pipeline.messages import Options
from pipeline.outcomes import JobStatus
from web_tier.models import Job, Purpose
from web_tier.object_names import stem_of
from web_tier.uploads import Upload

DEFAULT_COLLECTION = "default"

_OPTIONS = TypeAdapter(Options)


@dataclass(frozen=True, kw_only=True)
class Order:
    """One picture, or two to be compared, and what is to be done with it."""

    upload: Upload
    second: Upload | None = None  #: what `upload` is compared with
    purpose: Purpose
    collection: str = DEFAULT_COLLECTION
    options: Options = field(default_factory=Options)
    #: What the purpose needs to know beyond these, as JSON; only what is not as usual, see `EnrolmentWish`.
    intent: dict[str, Any] = field(default_factory=dict)
    #: Whether the result keeps embeddings and crops, for the service's own use.
    keeps: bool = False
    person_id: str | None = None  #: whom an order is for: to enrol, to search, to embed anew
    source: str | None = None  #: where the picture was taken, such as a camera's id
    captured_at: float | None = None  #: when, seconds since the epoch
    idempotency_key: str | None = None  #: the client's own; the same key again is the same job


def new_job(order: Order, *, now: float, deadline: float) -> Job:
    """Return the row of an order that is accepted at `now`."""
    job_id = uuid.uuid4().hex
    plain = order.purpose == Purpose.PLAIN
    return Job(
        id=job_id,
        purpose=order.purpose,
        status=JobStatus.ACCEPTED,
        collection=order.collection,
        person_id=order.person_id,
        image_key=order.upload.file_name if plain else image_key(job_id),
        image_sha256=order.upload.sha256,
        image_bytes=len(order.upload.data),
        second_image=_second_image(job_id, order.second),
        output_key=stem_of(order.upload.file_name) if plain else None,
        options=asdict(order.options),
        intent=order.intent,
        keeps=order.keeps,
        source=order.source,
        captured_at=order.captured_at,
        idempotency_key=order.idempotency_key,
        accepted_at=now,
        deadline=deadline,
        sends=0,
    )


def options_of(job: Job) -> Options:
    """Return what a job's client chose; a row of an earlier version has the defaults of what came later."""
    return _OPTIONS.validate_python(job.options)


def is_same_order(job: Job, other: Job) -> bool:
    """Whether two rows stand for the same pictures and the same thing to be done with them."""
    return _identity(job) == _identity(other)


def _second_image(job_id: str, second: Upload | None) -> dict[str, Any] | None:
    if second is None:
        return None
    return {"key": image_key(job_id, 1), "sha256": second.sha256, "bytes": len(second.data)}


#: `keeps` is not among them: it follows from a setting that may have changed between two tries.
_IDENTITY = (
    "purpose",
    "collection",
    "person_id",
    "image_sha256",
    "output_key",
    "intent",
    "source",
    "captured_at",
)


def _identity(job: Job) -> tuple[object, ...]:
    second = job.second_image and job.second_image["sha256"]
    return (*(getattr(job, name) for name in _IDENTITY), options_of(job), second)
