"""What of the galleries is published to the state bucket."""

from enum import IntEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web_tier.models.base import Base


class Staleness(IntEnum):
    """Whether a segment's object must be written."""

    FRESH = 0
    LATER = 1  #: It holds what has changed since and may be read by nobody any more.
    SOON = 2  #: It is new, and no request waits for it: strangers.
    NOW = 3  #: A request names it, or it holds what was deleted.


class GallerySegment(Base):
    """An object of the gallery in the state bucket: what the versions `first` … `last` changed."""

    __tablename__ = "gallery_segments"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    #: How many it held when it was written; 32 people who left count as one.
    templates: Mapped[int] = mapped_column(default=0)
    stale: Mapped[int] = mapped_column(default=Staleness.NOW)
    sha256: Mapped[str | None] = mapped_column(String(64))  #: of the object, as it was written
    #: Random and new with every mark. A publisher clears only the mark that it read, so that a segment which
    #: changed again while it was written is written again.
    revision: Mapped[str] = mapped_column(String(32))

    __table_args__ = (Index("gallery_segments_stale", "collection", "stale"),)


class GalleryRemoval(Base):
    """Somebody who left the gallery, and the version that removed them."""

    __tablename__ = "gallery_removals"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    removed_in: Mapped[int]

    __table_args__ = (Index("gallery_removals_segment", "collection", "removed_in"),)
