"""The outbox of accepted pictures, and the response queues that wait for them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.outcomes import JobStatus
from web_tier.models.base import Base


class Purpose(StrEnum):
    """What becomes of a job's result."""

    RECOGNISE = (
        "recognise"  #: It is answered, and where the collection remembers, its faces become sightings.
    )
    PLAIN = "plain"  #: The name alone is answered and put into the output bucket.
    ENROL = "enrol"  #: One of its faces becomes a face of a person.
    COMPARE = "compare"  #: It is answered: are the faces of two pictures the same people?
    EXAMINE = "examine"  #: It is answered and nothing is remembered: searches, crops.
    REEMBED = "reembed"  #: Its embedding replaces that of an enrolled face, whose crop its picture is.


class Job(Base):
    """One accepted image. The table is the outbox: a job without a result is sent again until it has one."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default=JobStatus.ACCEPTED)
    collection: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str | None] = mapped_column(String(32))  #: whom it is for, see `Order`
    image_key: Mapped[str] = mapped_column(String(255))
    image_sha256: Mapped[str] = mapped_column(String(64))
    image_bytes: Mapped[int]
    #: The second picture of a comparison: key, sha256, bytes.
    second_image: Mapped[dict[str, Any] | None]
    #: Whether its pictures have been removed, by the collection's retention or with a person.
    images_removed: Mapped[bool] = mapped_column(default=False)
    #: Whether its result is gone as well, since it showed somebody who was deleted.
    erased: Mapped[bool] = mapped_column(default=False)
    #: Faces of its result, by their indices, of which it says no more how they look: strangers who were
    #: forgotten after a while.
    blank_faces: Mapped[list[int]] = mapped_column(JSON, default=list)
    output_key: Mapped[str | None] = mapped_column(String(255))  #: where a `plain` job's name goes
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: What its purpose needs to know beyond the above, such as which face to enrol; see `web_tier.orders`.
    intent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Whether its result carries embeddings and crops for the service's own use; nobody is answered those.
    keeps: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(
        String(64)
    )  #: where the picture was taken, such as a camera's id
    captured_at: Mapped[float | None]  #: when it was taken, as the client says
    #: The client's own key: the same key again is the same job.
    idempotency_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    accepted_at: Mapped[float]
    deadline: Mapped[float]
    sent_at: Mapped[float | None]  #: when the request was last sent
    sends: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[float | None]
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        Index("jobs_unfinished", "status", "accepted_at"),
        Index("jobs_newest", "accepted_at", "id"),
        Index("jobs_person", "person_id"),
        Index("jobs_retention", "collection", "images_removed", "accepted_at"),
    )


class Mention(Base):
    """A result document speaks of somebody: what must be cleaned when they are deleted."""

    __tablename__ = "mentions"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    face_index: Mapped[int] = mapped_column(primary_key=True)  #: counted on through a second picture's faces
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(8))

    __table_args__ = (Index("mentions_person", "person_id"),)


class Role(StrEnum):
    """What a result document says of somebody."""

    IS = "is"  #: The face is theirs: known, unsure, or a stranger's.
    NEAR = "near"  #: They resemble it.


class ReplyQueue(Base):
    """A response queue that some web process listens on, and when that process last said so."""

    __tablename__ = "reply_queues"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen_at: Mapped[float]


class Task(Base):
    """Long work in the background, with its progress."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    status: Mapped[str] = mapped_column(String(16))  #: waiting, running, done, failed
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    #: Until when the process that runs it may be silent before another takes it over.
    leased_until: Mapped[float] = mapped_column(default=0.0)
    created_at: Mapped[float]
    finished_at: Mapped[float | None]
    error: Mapped[str | None] = mapped_column(String(500))
