"""Collections, the people in them, and what is known of their faces."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.messages import Preset
from web_tier.models.base import Base


class Collection(Base):
    """A gallery of people who are searched together, and what holds for it."""

    __tablename__ = "collections"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Grows by one with every change of the gallery.
    version: Mapped[int] = mapped_column(default=0)
    #: The version that requests name: that of the last change of somebody with a name.
    needed_version: Mapped[int] = mapped_column(default=0)
    #: The version that last took somebody out who was deleted; results of earlier ones may still name them.
    erased_in: Mapped[int] = mapped_column(default=0)
    #: The version of the manifest in the state bucket.
    published_version: Mapped[int] = mapped_column(default=0)
    preset: Mapped[str] = mapped_column(String(16), default=Preset.BALANCED)
    #: Whether recognitions leave sightings, and never-seen faces become strangers.
    remembers: Mapped[bool] = mapped_column(default=True)
    #: Whether a never-seen face that can be seen well becomes a person at once, named by number.
    auto_enrol: Mapped[bool] = mapped_column(default=False)
    #: Days that uploaded pictures are kept; 0: until they are recognised; None: for good.
    images_kept_days: Mapped[float | None]
    #: Days that sightings are kept; None: for good.
    sightings_kept_days: Mapped[float | None]
    created_at: Mapped[float]


class PersonKind(StrEnum):
    """Whether somebody has a name."""

    PERSON = "person"
    STRANGER = "stranger"  #: Seen and never named; `name` is empty.


class Person(Base):
    """Somebody, with a name or without one yet."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    kind: Mapped[str] = mapped_column(String(16), default=PersonKind.PERSON)
    name: Mapped[str] = mapped_column(String(200))
    external_id: Mapped[str | None] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    consent_purpose: Mapped[str | None] = mapped_column(String(500))
    consent_given_at: Mapped[float | None]
    consent_expires_at: Mapped[float | None]
    #: Not recognised although enrolled, since the consent has expired.
    suspended: Mapped[bool] = mapped_column(default=False)
    #: The version of the gallery that last changed their template, hence the segment it stands in; 0: none.
    changed_in: Mapped[int] = mapped_column(default=0)
    sightings: Mapped[int] = mapped_column(default=0)  #: how many there were, purged ones too
    first_seen_at: Mapped[float | None]
    last_seen_at: Mapped[float | None]
    clarity: Mapped[float] = mapped_column(default=0.0)  #: of their clearest sighting, 0 to 100
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
        Index("people_segment", "collection", "changed_in"),
        Index("people_inbox", "collection", "kind", "sightings"),
        Index("people_consent", "consent_expires_at"),
    )


class Heir(Base):
    """Who somebody is now that they were merged into: results under way still name who they were."""

    __tablename__ = "heirs"

    former_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    heir_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))

    __table_args__ = (Index("heirs_heir", "heir_id"),)


class Face(Base):
    """One face of a person or a stranger."""

    __tablename__ = "faces"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    #: The job that found the face, and which of its faces it is; unique, so that enrolling twice enrols once.
    job_id: Mapped[str] = mapped_column(String(32))
    face_index: Mapped[int] = mapped_column(default=0)
    model: Mapped[str] = mapped_column(String(64))
    #: Little-endian float32; not read with the rest of the row, since only the gallery needs it.
    embedding: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    box: Mapped[dict[str, Any]]  #: pixels: left, top, width, height
    confidence: Mapped[float]
    quality: Mapped[dict[str, Any] | None]  #: brightness, sharpness, size
    source: Mapped[str] = mapped_column(String(64), default="upload")  #: where its picture came from
    #: Whether somebody said whose it is; re-clustering moves no such face.
    pinned: Mapped[bool] = mapped_column(default=True)
    #: Where its picture lies in the state bucket, None where there is none.
    crop_key: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[float]

    person: Mapped[Person] = relationship(back_populates="faces")

    __table_args__ = (
        Index("faces_person", "person_id"),
        Index("faces_job", "job_id", "face_index", unique=True),
    )


class Veto(Base):
    """A face that somebody said is not this person's."""

    __tablename__ = "vetoes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    job_id: Mapped[str] = mapped_column(String(32))
    face_index: Mapped[int]
    model: Mapped[str] = mapped_column(String(64))
    embedding: Mapped[bytes] = mapped_column(LargeBinary)  #: little-endian float32
    created_at: Mapped[float]

    __table_args__ = (
        Index("vetoes_person", "person_id"),
        Index("vetoes_job", "job_id", "face_index", "person_id", unique=True),
    )


class CannotLink(Base):
    """Two who are not one person, as somebody said; the lesser id first."""

    __tablename__ = "cannot_links"

    one_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (Index("cannot_links_other", "other_id"),)
