"""Who was seen where and when."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web_tier.models.base import Base


class Sighting(Base):
    """Somebody was seen at a place for a while: one row per track, however many pictures showed them."""

    __tablename__ = "sightings"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    source: Mapped[str | None] = mapped_column(String(64))  #: such as a camera's id
    first_at: Mapped[float]  #: when the first picture was taken
    last_at: Mapped[float]
    pictures: Mapped[int] = mapped_column(default=1)
    #: Of the clearest picture: its job, which of its faces, where, and what was found.
    job_id: Mapped[str] = mapped_column(String(32))
    face_index: Mapped[int]
    box: Mapped[dict[str, Any]]  #: pixels: left, top, width, height
    verdict: Mapped[str] = mapped_column(String(16))
    similarity: Mapped[float | None]
    clarity: Mapped[float]  #: 0 to 100
    crop_key: Mapped[str | None] = mapped_column(String(255))
    #: Whether the sink has this row as it stands; always true where there is no sink.
    exported: Mapped[bool] = mapped_column(default=False)
    #: When it began as the sink has it; None where it was never written.
    exported_first_at: Mapped[float | None]

    __table_args__ = (
        Index("sightings_newest", "collection", "first_at", "id"),
        Index("sightings_listed", "first_at", "id"),
        Index("sightings_source", "source", "first_at", "id"),
        Index("sightings_person", "person_id", "first_at"),
        Index("sightings_track", "person_id", "source", "last_at"),
        Index("sightings_exported", "exported"),
    )
