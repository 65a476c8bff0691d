"""Publishes galleries: writes the segments that the database marked into the state bucket."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.orm import Session

from pipeline.errors import ServiceUnavailable
from pipeline.gallery import SEGMENT_CODEC, Segment
from pipeline.keys import segment_key
from pipeline.store import ObjectStore
from web_tier.database import Sessions
from web_tier.gallery_changes import lock_collection, mark_segment
from web_tier.gallery_segments import read_segments
from web_tier.models import Collection, UnpublishedSegment

BATCH = 100  # segments between two looks at the database
TURN_SECONDS = 30  # how long a request waits while another thread publishes

#: Every request asks it. Made once, as putting it together costs more than executing it.
_OUTSTANDING = (
    select(Collection.version, UnpublishedSegment.version, UnpublishedSegment.revision)
    .outerjoin(UnpublishedSegment, UnpublishedSegment.collection == Collection.name)
    .where(Collection.name == bindparam("collection"))
    .order_by(UnpublishedSegment.version)
    .limit(BATCH)
)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A segment that must be written, as it was marked when it was read."""

    version: int
    revision: str


class GalleryPublisher:
    """Writes outstanding segments. Shared by all threads; must not be called inside a session.

    Crashes: a segment is marked in the transaction that changes it, and the mark is cleared only after the
    object is written. A crash in between leaves the mark, and the next publisher writes the object again. A
    segment is a pure function of the database, so that writing it twice does no harm.

    Races: a mark is cleared only if the segment still is what was written. Otherwise it changed meanwhile
    (it lost a deleted person's face), and another process may have written the newer state already, which
    this one has just overwritten: it is marked again, and written again before `publish` returns. So a
    deleted embedding stays only if a process is killed in that moment, after overwriting and before looking.
    """

    def __init__(self, sessions: Sessions, state: ObjectStore) -> None:
        self._sessions = sessions
        self._state = state
        self._turn = threading.Lock()

    def publish(self, collection: str) -> int:
        """Return the collection's version once its segments are in the bucket; 0 if there is no collection.

        Raises ServiceUnavailable where the bucket does not answer; what is outstanding stays marked.
        """
        version, marks = self._outstanding(collection)
        if marks:
            with self._own_turn():  # so that a hundred threads do not write the same segment
                self._write_up_to(collection, version)
        return version

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise ServiceUnavailable("The gallery is still being published.")
        try:
            yield
        finally:
            self._turn.release()

    def _write_up_to(self, collection: str, version: int) -> None:
        while marks := [mark for mark in self._outstanding(collection)[1] if mark.version <= version]:
            with self._sessions() as session:
                segments = read_segments(session, collection, [mark.version for mark in marks])
            for segment in segments:
                body = SEGMENT_CODEC.encode(segment)
                self._state.put(segment_key(collection, segment.version), body, "application/json")
            self._settle(collection, marks, segments)

    def _outstanding(self, collection: str) -> tuple[int, list[Mark]]:
        """Return the collection's version and its first marks, by one query."""
        with self._sessions() as session:
            rows = session.execute(_OUTSTANDING, {"collection": collection}).all()
        marks = [Mark(version=version, revision=revision) for _, version, revision in rows if version]
        return (rows[0][0] if rows else 0), marks

    def _settle(self, collection: str, marks: Sequence[Mark], written: Sequence[Segment]) -> None:
        with self._sessions.begin() as session:
            lock_collection(session, collection)
            present = read_segments(session, collection, [mark.version for mark in marks])
            for mark, before, now in zip(marks, written, present, strict=True):
                if before == now:
                    _clear(session, collection, mark)
                else:
                    mark_segment(session, collection, mark.version)


def _clear(session: Session, collection: str, mark: Mark) -> None:
    table = UnpublishedSegment
    as_read = and_(
        table.collection == collection, table.version == mark.version, table.revision == mark.revision
    )
    session.execute(delete(table).where(as_read))
