"""Whether there is something to publish, by one query."""

from dataclasses import dataclass

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from web_tier.gallery.compaction import MANY, SMALL
from web_tier.models import Collection, GallerySegment, Staleness


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """How far a collection is published."""

    version: int
    needed_version: int
    published_version: int
    oldest_urgent: int | None  #: the first version of the oldest segment that must be written now

    def owes(self, asked: "Outlook") -> bool:
        """Whether something is not published that was there when it was asked for."""
        lags = self.published_version < asked.needed_version
        return lags or (self.oldest_urgent is not None and self.oldest_urgent <= asked.version)


_OLDEST_URGENT = (
    select(func.min(GallerySegment.first))
    .where(GallerySegment.collection == bindparam("collection"), GallerySegment.stale == int(Staleness.NOW))
    .scalar_subquery()
)
#: Every request asks it. Made once, as putting it together costs more than executing it.
_OUTLOOK = select(
    Collection.version, Collection.needed_version, Collection.published_version, _OLDEST_URGENT
).where(Collection.name == bindparam("collection"))

_SMALL_SEGMENTS = func.sum(case((GallerySegment.templates < SMALL, 1), else_=0))
_WITH_WORK = (
    select(Collection.name)
    .join(GallerySegment, GallerySegment.collection == Collection.name)
    .group_by(Collection.name, Collection.published_version, Collection.version)
    .having(
        or_(
            Collection.published_version < Collection.version,
            func.max(GallerySegment.stale) > int(Staleness.FRESH),
            _SMALL_SEGMENTS > MANY,
        )
    )
    .order_by(Collection.name)
)


def look(session: Session, collection: str) -> Outlook | None:
    """Return how far the collection is published; None if there is none."""
    row = session.execute(_OUTLOOK, {"collection": collection}).first()
    if row is None:
        return None
    version, needed_version, published_version, oldest_urgent = row
    return Outlook(
        version=version,
        needed_version=needed_version,
        published_version=published_version,
        oldest_urgent=oldest_urgent,
    )


def with_work(session: Session) -> list[str]:
    """Return the collections of which something is to be written, or merged."""
    return list(session.scalars(_WITH_WORK))
