"""The tables. The database owns jobs, people, faces and embeddings; times are seconds since the epoch."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from pipeline.outcomes import JobStatus


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 (SQLAlchemy reads it from the class)


class Purpose(StrEnum):
    """What becomes of a job's result."""

    RECOGNISE = "recognise"  #: It is answered.
    PLAIN = "plain"  #: The name alone is answered and put into the output bucket.
    ENROL = "enrol"  #: Its largest face becomes a face of a person.


class Collection(Base):
    """A gallery of people who are searched together."""

    __tablename__ = "collections"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Grows by one with every change; workers catch up to the version that a request names.
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[float]


class Person(Base):
    """Somebody with a name."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    name: Mapped[str] = mapped_column(String(200))
    external_id: Mapped[str | None] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[float]
    updated_at: Mapped[float]

    faces: Mapped[list["Face"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Face.created_at"
    )

    __table_args__ = (
        Index("people_external_id", "collection", "external_id", unique=True),
        Index("people_name", "name"),
        Index("people_listed", "created_at", "id"),
        Index("people_of_collection", "collection", "created_at", "id"),
    )


class Face(Base):
    """One enrolled face of a person."""

    __tablename__ = "faces"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    #: The job that found the face; unique, so that finishing a job twice enrols once.
    job_id: Mapped[str] = mapped_column(String(32), unique=True)
    model: Mapped[str] = mapped_column(String(64))
    #: Little-endian float32; not read with the rest of the row, since only the gallery needs it.
    embedding: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    box: Mapped[dict[str, Any]]  #: pixels: left, top, width, height
    confidence: Mapped[float]
    #: The collection's version that added it, hence the segment it stands in.
    added_in: Mapped[int]
    created_at: Mapped[float]

    person: Mapped[Person] = relationship(back_populates="faces")

    __table_args__ = (
        Index("faces_person", "person_id"),
        Index("faces_segment", "collection", "added_in"),
    )


class GalleryRemoval(Base):
    """A face that left the gallery, and the version that removed it."""

    __tablename__ = "gallery_removals"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    face_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    removed_in: Mapped[int]

    __table_args__ = (Index("gallery_removals_segment", "collection", "removed_in"),)


class UnpublishedSegment(Base):
    """A version whose segment must be written to the state bucket, or written anew."""

    __tablename__ = "unpublished_segments"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: Random and new with every mark. A publisher clears only the mark that it read, so that a segment which
    #: changed again while it was written is written again.
    revision: Mapped[str] = mapped_column(String(32))


class Job(Base):
    """One accepted image. The table is the outbox: a job without a result is sent again until it has one."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default=JobStatus.ACCEPTED)
    collection: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str | None] = mapped_column(String(32))  #: whom an `enrol` job is for
    image_key: Mapped[str] = mapped_column(String(255))
    image_sha256: Mapped[str] = mapped_column(String(64))
    image_bytes: Mapped[int]
    output_key: Mapped[str | None] = mapped_column(String(255))  #: where a `plain` job's name goes
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
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
    )


class ReplyQueue(Base):
    """A response queue that some web process listens on, and when that process last said so."""

    __tablename__ = "reply_queues"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen_at: Mapped[float]
