"""What a client asked for, and the job row that it becomes."""

import uuid
from dataclasses import asdict, dataclass, field

from pipeline.keys import image_key
from pipeline.messages import Options
from pipeline.outcomes import JobStatus
from web_tier.models import Job, Purpose
from web_tier.object_names import stem_of
from web_tier.uploads import Upload

DEFAULT_COLLECTION = "default"


@dataclass(frozen=True, kw_only=True)
class Order:
    """One picture and what is to be done with it."""

    upload: Upload
    purpose: Purpose
    collection: str = DEFAULT_COLLECTION
    options: Options = field(default_factory=Options)
    person_id: str | None = None  #: whom an `enrol` order is for
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
        output_key=stem_of(order.upload.file_name) if plain else None,
        options=asdict(order.options),
        idempotency_key=order.idempotency_key,
        accepted_at=now,
        deadline=deadline,
        sends=0,
    )


def is_same_order(job: Job, other: Job) -> bool:
    """Whether two rows stand for the same picture and the same thing to be done with it."""
    return all(getattr(job, name) == getattr(other, name) for name in _IDENTITY)


_IDENTITY = ("purpose", "collection", "person_id", "image_sha256", "output_key", "options")
