"""A gallery as the database has it, read before it is written to the bucket."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.gallery import GalleryManifest, SegmentEntry
from web_tier.database import Sessions
from web_tier.models import Collection, GallerySegment, Staleness

LATER_AT_ONCE = 20_000  #: templates that are written anew by one step because of old changes


@dataclass(frozen=True, kw_only=True)
class DraftSegment:
    """A segment's row as it was read."""

    first: int
    last: int
    templates: int
    stale: int
    sha256: str | None  #: of the object that there is
    revision: str

    @property
    def is_merged(self) -> bool:
        """Whether objects of its parts may lie in the bucket."""
        return self.sha256 is None and self.first < self.last


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All segments of a gallery, in order and without gaps; none where there is no gallery."""

    published_version: int  #: of the collection, when this was read
    segments: tuple[DraftSegment, ...]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A segment whose object has just been written."""

    read: DraftSegment  #: what it was written from
    sha256: str  #: of the object
    weight: int


Choice = Callable[[Sequence[DraftSegment]], list[DraftSegment]]  #: returns which segments are written


def outstanding(segments: Sequence[DraftSegment]) -> list[DraftSegment]:
    """Return the segments that a manifest cannot do without, and those that hold what was deleted."""
    return [segment for segment in segments if segment.stale >= Staleness.SOON]


def whatever_waits(segments: Sequence[DraftSegment]) -> list[DraftSegment]:
    """Return what is outstanding; where nothing is, some of those that hold what has changed since."""
    return outstanding(segments) or _some_outdated(segments)


def _some_outdated(segments: Sequence[DraftSegment]) -> list[DraftSegment]:
    chosen: list[DraftSegment] = []
    # a revision is random: one that is marked again and again keeps no other from its turn
    for segment in sorted(segments, key=lambda each: each.revision):
        total = segment.templates + sum(each.templates for each in chosen)
        if segment.stale and (not chosen or total <= LATER_AT_ONCE):
            chosen.append(segment)
    return chosen


def snapshot(sessions: Sessions) -> Session:
    """Return a session that sees one state of the database throughout, whatever others commit."""
    session = sessions()
    if session.get_bind().dialect.name == "postgresql":  # a transaction of SQLite does so anyway
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def read_draft(session: Session, collection: str) -> Draft:
    """Return the gallery as the session sees it."""
    query = select(Collection.published_version).where(Collection.name == collection)
    return Draft(published_version=session.scalar(query) or 0, segments=tuple(_segments(session, collection)))


def manifest_of(draft: Draft, written: Sequence[Written]) -> GalleryManifest:
    """Return the manifest that lists the objects as they now are."""
    objects = {segment.first: segment.sha256 for segment in draft.segments if segment.sha256}
    objects |= {each.read.first: each.sha256 for each in written}
    return GalleryManifest(
        version=draft.segments[-1].last if draft.segments else 0,
        segments=tuple(
            SegmentEntry(first=segment.first, last=segment.last, sha256=objects[segment.first])
            for segment in draft.segments
        ),
    )


def _segments(session: Session, collection: str) -> list[DraftSegment]:
    query = select(GallerySegment).where(GallerySegment.collection == collection)
    return [
        DraftSegment(
            first=row.first,
            last=row.last,
            templates=row.templates,
            stale=row.stale,
            sha256=row.sha256,
            revision=row.revision,
        )
        for row in session.scalars(query.order_by(GallerySegment.first))
    ]
