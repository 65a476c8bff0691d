"""Keeps the list of response queues: this process's own is fresh, those of dead processes are removed."""

from collections.abc import Callable

from sqlalchemy import delete, select

from pipeline.errors import QueueMissing
from pipeline.logs import get_logger
from web_tier.database import Sessions
from web_tier.models import ReplyQueue

log = get_logger()


class ReplyQueues:
    """The table `reply_queues`, as one process sees it."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        own_id: str,
        remove_queue: Callable[[str], None],
        clock: Callable[[], float],
        idle_seconds: float,
    ) -> None:
        self._sessions = sessions
        self._own_id = own_id
        self._remove_queue = remove_queue
        self._clock = clock
        self._idle_seconds = idle_seconds

    def step(self) -> None:
        """Say that this process lives, and remove the queues of those that have not said so for long."""
        now = self._clock()
        with self._sessions.begin() as session:
            session.merge(ReplyQueue(id=self._own_id, seen_at=now))
        for queue_id in self._abandoned(now):
            log.info("the reply queue of a dead process is removed", reply_queue=queue_id)
            self._remove(queue_id)

    def close(self) -> None:
        """Remove this process's own queue."""
        self._remove(self._own_id)

    def _abandoned(self, now: float) -> list[str]:
        query = select(ReplyQueue.id).where(ReplyQueue.seen_at < now - self._idle_seconds)
        with self._sessions() as session:
            return list(session.scalars(query))

    def _remove(self, queue_id: str) -> None:
        try:
            self._remove_queue(queue_id)
        except QueueMissing:
            log.debug("the reply queue was gone already", reply_queue=queue_id)
        with self._sessions.begin() as session:
            session.execute(delete(ReplyQueue).where(ReplyQueue.id == queue_id))
