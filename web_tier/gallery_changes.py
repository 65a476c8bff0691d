"""Changes a gallery in the caller's transaction: one version up, and a mark on each segment to be written.

Whoever changes a collection locks its row first. So changes of one collection follow one another, versions
have no gaps, and what is read after the lock stays true until the commit.
"""

import uuid
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web_tier.models import Collection, Face, GalleryRemoval, UnpublishedSegment


def ensure_collection(session: Session, name: str, now: float) -> None:
    """Make the collection if this is its first use."""
    if session.get(Collection, name) is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody else made it just now
            session.add(Collection(name=name, created_at=now))


def lock_collection(session: Session, name: str) -> Collection:
    """Return the collection as it is now, locked until the end of the transaction."""
    # key_share: adding people, who refer to the row, need not wait. SQLite has locked everything already
    query = select(Collection).where(Collection.name == name).with_for_update(key_share=True)
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def next_version(session: Session, collection: Collection) -> int:
    """Raise the locked collection's version, mark its segment, and return it."""
    collection.version += 1
    mark_segment(session, collection.name, collection.version)
    return collection.version


def mark_segment(session: Session, collection: str, version: int) -> None:
    """Have the segment written, or written anew, by the next publisher."""
    session.merge(UnpublishedSegment(collection=collection, version=version, revision=uuid.uuid4().hex))


def remove_faces(session: Session, collection: Collection, faces: Sequence[Face]) -> None:
    """Delete faces of the locked collection: from the database, and from the segments that hold them."""
    if not faces:
        return
    version = next_version(session, collection)
    for added_in in {face.added_in for face in faces}:
        mark_segment(session, collection.name, added_in)
    for face in faces:
        session.add(GalleryRemoval(collection=collection.name, face_id=face.id, removed_in=version))
        session.delete(face)
    session.flush()
