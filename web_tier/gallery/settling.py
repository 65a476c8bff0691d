"""Looks, once objects are written, what the database says now: what is done, and what must be done again."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.gallery import GalleryManifest
from web_tier.gallery.changes import lock_collection
from web_tier.gallery.draft import Draft, DraftSegment, Written
from web_tier.models import GallerySegment, Staleness


def settle(
    session: Session, name: str, draft: Draft, written: Sequence[Written], manifest: GalleryManifest
) -> list[DraftSegment]:
    """Note what was written; return those of it whose segments were merged meanwhile: nobody needs them.

    Raises sqlalchemy.exc.NoResultFound where the collection was deleted meanwhile.
    """
    collection = lock_collection(session, name)
    query = select(GallerySegment).where(GallerySegment.collection == name).order_by(GallerySegment.first)
    rows = {(row.first, row.last): row for row in session.scalars(query)}
    for each in written:
        if row := rows.get(_span(each.read)):
            _note(row, each)
    # who settled in between may have written another manifest, before this one or after it
    alone = collection.published_version in (draft.published_version, manifest.version)
    is_so = alone and _lists(manifest, rows.values())
    collection.published_version = manifest.version if is_so else 0
    return [each.read for each in written if _span(each.read) not in rows]


def _note(row: GallerySegment, written: Written) -> None:
    """Clear the segment's mark, or renew it where the object is not what it should be.

    Where somebody else has written it meanwhile, it is not known whose object is there now. Where it only
    changed, the object is there and old, and the mark says how much that matters.
    """
    if row.sha256 not in (written.read.sha256, written.sha256):
        row.stale, row.revision = Staleness.NOW, uuid.uuid4().hex
    elif row.revision != written.read.revision:
        row.stale, row.revision = max(row.stale, Staleness.LATER), uuid.uuid4().hex
    else:
        row.stale = Staleness.FRESH
    row.sha256, row.templates = written.sha256, written.weight


def _lists(manifest: GalleryManifest, rows: Iterable[GallerySegment]) -> bool:
    """Whether the manifest says what the rows say of the versions that it covers."""
    present = [(row.first, row.last, row.sha256) for row in rows if row.last <= manifest.version]
    return present == [(each.first, each.last, each.sha256) for each in manifest.segments]


def _span(segment: DraftSegment) -> tuple[int, int]:
    return segment.first, segment.last
