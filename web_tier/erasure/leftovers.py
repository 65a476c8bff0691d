"""Removes from the buckets what deletions left there, at once and, after outages and crashes, again."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import ColumnElement, delete, func, select

from pipeline.errors import ObjectMissing, ServiceUnavailable
from pipeline.logs import get_logger
from web_tier.database import Sessions
from web_tier.erasure.documents import DocumentCleaner
from web_tier.gallery.litter import remove_unlisted
from web_tier.models import Leftover, LeftoverKind
from web_tier.outside import Outside
from web_tier.sightings.sink import Place

log = get_logger()

BATCH = 500
#: Objects removed at once, each of which mostly waits for its bucket.
AT_ONCE = 8
#: How long a call has its own leftovers to itself, seconds.
OWN_SECONDS = 60


class Leftovers:
    """Works off what is written down. Doing it twice, or two at once, changes nothing."""

    def __init__(self, outside: Outside, documents: DocumentCleaner, clock: Callable[[], float]) -> None:
        self._sessions: Sessions = outside.sessions
        self._images = outside.images
        self._clock = clock
        self._removals: dict[LeftoverKind, Callable[[Leftover], None]] = {
            LeftoverKind.IMAGE: self._remove_image,
            LeftoverKind.NAME: lambda left: outside.output.delete(left.key),
            LeftoverKind.CROP: lambda left: outside.state.delete(left.key),
            LeftoverKind.DOCUMENT: lambda left: documents.clean(left.key),
            LeftoverKind.POINT: lambda left: outside.sink.forget_one(Place.of_text(left.key)),
            LeftoverKind.EXPORTS: lambda left: outside.sink.forget(left.key),
            LeftoverKind.GALLERY: lambda left: remove_unlisted(outside.sessions, outside.state, left.key),
        }

    def remove(self, call_id: str) -> int:
        """Remove what a call left; return how much is still there, since a store does not answer."""
        theirs = Leftover.call == call_id
        self._work_off(theirs)
        with self._sessions() as session:
            return session.scalar(select(func.count()).select_from(Leftover).where(theirs)) or 0

    def step(self) -> None:
        """Remove what calls left that did not come to their end."""
        self._work_off(Leftover.since <= self._clock() - OWN_SECONDS)

    def _work_off(self, which: ColumnElement[bool]) -> None:
        last = 0
        while batch := self._some(which, after=last):
            self._remove(batch)
            last = batch[-1].id

    def _some(self, which: ColumnElement[bool], after: int) -> Sequence[Leftover]:
        query = select(Leftover).where(which, Leftover.id > after).order_by(Leftover.id).limit(BATCH)
        with self._sessions() as session:
            return session.scalars(query).all()

    def _remove(self, batch: Sequence[Leftover]) -> None:
        with ThreadPoolExecutor(min(AT_ONCE, len(batch))) as pool:
            removed = list(pool.map(self._is_removed, batch))
        done = [left.id for left, is_removed in zip(batch, removed, strict=True) if is_removed]
        with self._sessions.begin() as session:
            session.execute(delete(Leftover).where(Leftover.id.in_(done)))

    def _is_removed(self, left: Leftover) -> bool:
        try:
            self._removals[LeftoverKind(left.kind)](left)
        except ServiceUnavailable as error:
            log.warning("something erased is still to be removed", kind=left.kind, reason=str(error))
            return False
        return True

    def _remove_image(self, left: Leftover) -> None:
        """Remove a picture unless another has taken its place."""
        if left.sha256 is None or self._is_there(left.key, left.sha256):
            self._images.delete(left.key)

    def _is_there(self, key: str, sha256: str) -> bool:
        try:
            return hashlib.sha256(self._images.get(key)).hexdigest() == sha256
        except ObjectMissing:
            return False
