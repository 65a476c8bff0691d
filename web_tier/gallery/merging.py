"""Replaces segments by one that covers them, in the database; its object is written by the next round."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from web_tier.gallery.changes import lock_collection
from web_tier.gallery.compaction import Piece
from web_tier.models import GalleryRemoval, GallerySegment, Staleness

Plan = Callable[[Sequence[Piece]], list[Piece]]  #: returns the segments that replace several each


def pieces_of(session: Session, collection: str) -> list[Piece]:
    """Return the gallery's segments in order."""
    return [_piece(row) for row in _rows(session, collection)]


def merge(session: Session, collection: str, plan: Plan) -> None:
    """Merge segments of the gallery as planned. What they were marked for is done with the new one.

    The old objects stay in the manifest and in the bucket until the new one is.
    """
    lock_collection(session, collection)
    rows = _rows(session, collection)
    for whole in plan([_piece(row) for row in rows]):
        parts = [row for row in rows if whole.first <= row.first <= whole.last]
        _replace(session, collection, parts, whole)


def _replace(session: Session, collection: str, parts: Sequence[GallerySegment], whole: Piece) -> None:
    urgent = any(part.stale == Staleness.NOW for part in parts)
    for part in parts:
        session.delete(part)
    session.flush()
    session.add(
        GallerySegment(
            collection=collection,
            first=whole.first,
            last=whole.last,
            templates=whole.weight,
            stale=Staleness.NOW if urgent else Staleness.SOON,
            revision=uuid.uuid4().hex,
        )
    )
    if whole.first == 1:  # it tells everything: workers who read it forget whom it does not name
        _drop_removals(session, collection, whole.last)


def _drop_removals(session: Session, collection: str, last: int) -> None:
    table = GalleryRemoval
    session.execute(delete(table).where(and_(table.collection == collection, table.removed_in <= last)))


def _rows(session: Session, collection: str) -> list[GallerySegment]:
    query = select(GallerySegment).where(GallerySegment.collection == collection)
    return list(session.scalars(query.order_by(GallerySegment.first)))


def _piece(row: GallerySegment) -> Piece:
    return Piece(first=row.first, last=row.last, weight=row.templates, written=row.sha256 is not None)
