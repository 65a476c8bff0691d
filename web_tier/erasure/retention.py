"""Removes pictures that are too old for their collection."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.logs import get_logger
from web_tier.database import Sessions
from web_tier.erasure.leaving import Call
from web_tier.erasure.leftovers import Leftovers
from web_tier.erasure.pictures import remove_images
from web_tier.gallery.changes import lock_collection_if_there
from web_tier.models import Collection, Job

log = get_logger()

BATCH = 200
DAY_SECONDS = 86_400


class ImageRetention:
    """One `step` removes what is too old, in batches; several processes may do so at once."""

    def __init__(self, sessions: Sessions, leftovers: Leftovers, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._leftovers = leftovers
        self._clock = clock

    def step(self) -> None:
        """Look at every collection that does not keep its pictures for good."""
        for collection, days in self._limited():
            while count := self._remove_some(collection, self._clock() - days * DAY_SECONDS):
                log.info("old pictures removed", collection=collection, images=count)

    def _limited(self) -> list[tuple[str, float]]:
        query = select(Collection.name, Collection.images_kept_days)
        with self._sessions() as session:
            rows = session.execute(query.where(Collection.images_kept_days.is_not(None)))
            return [(name, days) for name, days in rows if days is not None]

    def _remove_some(self, collection: str, before: float) -> int:
        """Remove the pictures of some jobs that ended before a time; return how many they were."""
        call = Call(id=uuid.uuid4().hex, now=self._clock())
        with self._sessions.begin() as session:
            lock_collection_if_there(session, collection)
            count = remove_images(session, call, _ended(session, collection, before))
        self._leftovers.remove(call.id)
        return count


def _ended(session: Session, collection: str, before: float) -> Sequence[Job]:
    query = select(Job).where(
        Job.collection == collection,
        Job.images_removed.is_(False),
        Job.accepted_at <= before,  # the index has it; no job ends before it is accepted
        Job.finished_at <= before,
    )
    return session.scalars(query.order_by(Job.accepted_at).limit(BATCH)).all()
