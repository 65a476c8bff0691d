"""What is left to be removed from the buckets after rows were."""

from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web_tier.models.base import Base


class LeftoverKind(StrEnum):
    """What is left, hence what its key names."""

    IMAGE = "image"  #: A picture, by its key in the input bucket.
    NAME = "name"  #: The name of a plain upload, by its key in the output bucket.
    CROP = "crop"  #: The picture of a face, by its key in the state bucket.
    DOCUMENT = "document"  #: A result document that says more than the rows know, by its job's id.
    GALLERY = "gallery"  #: Objects of a gallery that nothing lists, by its collection's name.
    EXPORTS = "exports"  #: Somebody's sightings in the sink, by the person's id.
    POINT = "point"  #: One sighting in the sink that became somebody else's, see `Place` of the sink.


class Leftover(Base):
    """Something to be removed, written down with the removal of its rows, so that a crash forgets nothing."""

    __tablename__ = "leftovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(255))
    #: Of a picture under a client's own name: another may have taken its place since.
    sha256: Mapped[str | None] = mapped_column(String(64))
    #: Who removes it, for one call: others leave it alone until it is old.
    call: Mapped[str] = mapped_column(String(32))
    since: Mapped[float]

    __table_args__ = (Index("leftovers_call", "call", "id"), Index("leftovers_since", "since", "id"))
