"""Publishes galleries: writes what the database marked into the state bucket."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import NoResultFound

from pipeline.errors import ServiceUnavailable
from pipeline.store import ObjectStore
from web_tier.database import Sessions
from web_tier.gallery.compaction import compact, join_unwritten
from web_tier.gallery.draft import Choice, outstanding, whatever_waits
from web_tier.gallery.litter import collections_in, remove_all, remove_unlisted
from web_tier.gallery.merging import Plan
from web_tier.gallery.outlook import Outlook, look, with_work
from web_tier.gallery.rounds import Round

TURN_SECONDS = 30  # how long a request waits while another thread publishes


class GalleryPublisher:
    """Writes outstanding segments and manifests. Shared by all threads; must not be called inside a session.

    Crashes: a segment is marked in the transaction that changes it, and the mark is cleared only after its
    object is written, then the manifest, and what it replaces is removed. A crash in between leaves the mark,
    and the next publisher does it again. A segment is a pure function of the database, so that writing it
    twice does no harm. Objects that a process left which died before it could look are removed by the next.

    Races: a mark is cleared only if the segment still is what was written. Otherwise it changed meanwhile (it
    lost a deleted person), and another process may have written the newer state already, which this one has
    just overwritten: it is marked again, and written again before `publish` returns. The same holds for the
    manifest: unless it is known to be the one in the bucket, the collection counts as not published. So
    something old stays only if a process is killed in that moment, after overwriting and before looking.
    """

    def __init__(self, sessions: Sessions, state: ObjectStore) -> None:
        self._sessions = sessions
        self._state = state
        self._turn = threading.Lock()
        self._swept = False

    def publish(self, collection: str) -> int:
        """Return the version that requests must name, once workers can read it; 0 if there is no collection.

        What was deleted before the call is in no object any more. Raises ServiceUnavailable where the bucket
        does not answer; what is outstanding stays marked.
        """
        asked = self._look(collection)
        if asked is None:
            return 0
        if asked.owes(asked):
            with self._own_turn():  # so that a hundred threads do not write the same segment
                self._publish_what(asked, collection)
        return asked.needed_version

    def step(self) -> None:
        """Do for all galleries what no request waits for. Raises ServiceUnavailable; the next goes on."""
        if not self._swept:
            self._sweep()
        with self._sessions() as session:
            collections = with_work(session)
        for collection in collections:
            with self._own_turn():
                self._round(collection, compact, whatever_waits)

    def drop(self, collection: str) -> None:
        """Remove all objects of a collection that was deleted from the database."""
        remove_all(self._state, collection)

    def _publish_what(self, asked: Outlook, collection: str) -> None:
        while (now := self._look(collection)) is not None and now.owes(asked):
            self._round(collection, join_unwritten, outstanding)

    def _look(self, collection: str) -> Outlook | None:
        with self._sessions() as session:
            return look(session, collection)

    def _round(self, collection: str, plan: Plan, choose: Choice) -> None:
        try:
            Round(self._sessions, self._state, collection).run(plan, choose)
        except NoResultFound:  # the collection was deleted meanwhile, and perhaps its objects before these
            self.drop(collection)

    def _sweep(self) -> None:
        for collection in collections_in(self._state):
            remove_unlisted(self._sessions, self._state, collection)
        self._swept = True

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise ServiceUnavailable("The gallery is still being published.")
        try:
            yield
        finally:
            self._turn.release()
