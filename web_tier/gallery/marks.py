"""Marks the segments that must be written anew. A mark is a new revision; how soon is `stale`."""

import uuid
from bisect import bisect_right
from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, or_, select, update
from sqlalchemy.orm import Session

from web_tier.gallery.standing import Standing
from web_tier.models import GallerySegment, Staleness

_LATER_AT_LEAST = case(
    (GallerySegment.stale < Staleness.LATER, int(Staleness.LATER)), else_=GallerySegment.stale
)


def mark_changed(session: Session, collection: str, people: Sequence[Standing]) -> None:
    """Mark the segments that these people leave: what stands there of them is old, and does no harm."""
    if any(each.changed_in for each in people):  # who is new leaves none
        _mark(session, collection, _holds(session, collection, people), _LATER_AT_LEAST)


def mark_forgotten(session: Session, collection: str, people: Sequence[Standing]) -> None:
    """Mark all that may hold something of these people: `publish` does not return before it is written anew.

    Whatever waits to be written may hold what they were compared by at an earlier time.
    """
    waits = GallerySegment.stale >= Staleness.LATER
    _mark(session, collection, or_(_holds(session, collection, people), waits), int(Staleness.NOW))


def _holds(session: Session, collection: str, people: Sequence[Standing]) -> ColumnElement[bool]:
    """Return which segments these people stand in."""
    versions = {each.changed_in for each in people if each.changed_in}
    query = select(GallerySegment.first).where(GallerySegment.collection == collection)
    firsts = session.scalars(query.order_by(GallerySegment.first)).all() if versions else []
    return GallerySegment.first.in_({firsts[bisect_right(firsts, version) - 1] for version in versions})


def _mark(
    session: Session, collection: str, rows: ColumnElement[bool], stale: ColumnElement[int] | int
) -> None:
    mark = update(GallerySegment).where(GallerySegment.collection == collection, rows)
    session.execute(mark.values(stale=stale, revision=uuid.uuid4().hex))
