"""Reads a gallery's segments out of the database, of which each is a pure function."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.gallery import EnrolledFace, Segment, embedding_text
from web_tier.models import Face, GalleryRemoval


def read_segments(session: Session, collection: str, versions: Sequence[int]) -> list[Segment]:
    """Return the segments of these versions as the database has them, in the same order."""
    added = _added(session, collection, versions)
    removed = _removed(session, collection, versions)
    return [
        Segment(version=version, added=tuple(added[version]), removed=tuple(removed[version]))
        for version in versions
    ]


def _added(session: Session, collection: str, versions: Iterable[int]) -> dict[int, list[EnrolledFace]]:
    query = (
        select(Face.added_in, Face.id, Face.person_id, Face.model, Face.embedding)
        .where(Face.collection == collection, Face.added_in.in_(versions))
        .order_by(Face.id)
    )
    added = defaultdict(list)
    for version, face_id, person_id, model, embedding in session.execute(query):
        text = embedding_text(np.frombuffer(embedding, dtype="<f4"))
        added[version].append(EnrolledFace(face_id=face_id, person_id=person_id, model=model, embedding=text))
    return added


def _removed(session: Session, collection: str, versions: Iterable[int]) -> dict[int, list[str]]:
    query = (
        select(GalleryRemoval.removed_in, GalleryRemoval.face_id)
        .where(GalleryRemoval.collection == collection, GalleryRemoval.removed_in.in_(versions))
        .order_by(GalleryRemoval.face_id)
    )
    removed = defaultdict(list)
    for version, face_id in session.execute(query):
        removed[version].append(face_id)
    return removed
