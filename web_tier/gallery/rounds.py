"""One round of publishing: segments, the manifest, then what it replaced goes, then the marks are cleared."""

import hashlib

from sqlalchemy.orm import Session

from pipeline.gallery import MANIFEST_CODEC, GalleryManifest, Segment, encode_segment
from pipeline.keys import manifest_key, segment_key
from pipeline.store import ObjectStore
from web_tier.database import Sessions
from web_tier.gallery.draft import Choice, Draft, DraftSegment, Written, manifest_of, read_draft, snapshot
from web_tier.gallery.litter import remove_unlisted
from web_tier.gallery.merging import Plan, merge, pieces_of
from web_tier.gallery.segments import read_segment
from web_tier.gallery.settling import settle
from web_tier.gallery.weights import weight


class Round:
    """Brings the bucket nearer to the database, for one collection."""

    def __init__(self, sessions: Sessions, state: ObjectStore, collection: str) -> None:
        self._sessions = sessions
        self._state = state
        self._collection = collection

    def run(self, plan: Plan, choose: Choice) -> None:
        """Merge segments as planned, write those chosen, and the manifest.

        Raises sqlalchemy.exc.NoResultFound where the collection was deleted meanwhile.
        """
        self._merge(plan)
        with snapshot(self._sessions) as session:
            draft = read_draft(session, self._collection)
            written = [self._write(session, segment) for segment in choose(draft.segments)]
        manifest = manifest_of(draft, written)
        self._state.put(manifest_key(self._collection), MANIFEST_CODEC.encode(manifest), "application/json")
        if any(each.read.is_merged for each in written):
            remove_unlisted(self._sessions, self._state, self._collection)
        self._settle(draft, written, manifest)

    def _merge(self, plan: Plan) -> None:
        with self._sessions() as session:
            pieces = pieces_of(session, self._collection)
        if plan(pieces):
            with self._sessions.begin() as session:
                merge(session, self._collection, plan)

    def _write(self, session: Session, read: DraftSegment) -> Written:
        segment = read_segment(session, self._collection, read.first, read.last)
        data = encode_segment(segment)
        self._state.put(segment_key(self._collection, read.first, read.last), data)
        return Written(read=read, sha256=hashlib.sha256(data).hexdigest(), weight=_weight(segment))

    def _settle(self, draft: Draft, written: list[Written], manifest: GalleryManifest) -> None:
        with self._sessions.begin() as session:
            unwanted = settle(session, self._collection, draft, written, manifest)
        for segment in unwanted:
            self._state.delete(segment_key(self._collection, segment.first, segment.last))


def _weight(segment: Segment) -> int:
    templates = sum(len(group) for group in segment.templates)
    return weight(templates=templates, removed=len(segment.removed))
