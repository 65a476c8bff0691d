"""Who runs a task: the process that holds its lease. One that dies loses it by saying nothing any more."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import and_, or_, select, update

from pipeline.logs import get_logger
from web_tier.background import OUTAGES
from web_tier.database import Sessions
from web_tier.jobs import changed_one
from web_tier.models import Task
from web_tier.tasks.table import TaskStatus

log = get_logger()

LEASE_SECONDS = 60.0
#: How often a lease is renewed while its task is worked at; a third, so that one renewal may fail.
RENEWAL_SECONDS = 20.0
#: No lease ends when the one before it did, so that its end is its name.
_NEXT = 0.001


class Lease:
    """The right of this process to run a task, for a while."""

    def __init__(self, *, sessions: Sessions, clock: Callable[[], float], task_id: str, until: float) -> None:
        self.task_id = task_id
        self._sessions = sessions
        self._clock = clock
        self._until = until

    def write(self, **values: object) -> bool:
        """Renew the lease and write into the task's row; False where the task is somebody else's, or gone."""
        until = max(self._clock() + LEASE_SECONDS, self._until + _NEXT)
        row = update(Task).where(Task.id == self.task_id, Task.leased_until == self._until)
        with self._sessions.begin() as session:
            held = changed_one(session, row.values(leased_until=until, **values))
        if held:
            self._until = until
        return held

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lease again and again while the block runs, which must not use it itself."""
        over = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(over,), name="lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()

    def _renew(self, over: threading.Event) -> None:
        while not over.wait(RENEWAL_SECONDS):
            try:
                self.write()
            except OUTAGES as error:
                log.warning("a task's lease was not renewed", task_id=self.task_id, reason=str(error))


def claim(sessions: Sessions, clock: Callable[[], float]) -> Lease | None:
    """Take the oldest task that nobody runs; None where there is none, or somebody else was faster."""
    silent = and_(Task.status == TaskStatus.RUNNING, Task.leased_until <= clock())
    free = or_(Task.status == TaskStatus.WAITING, silent)
    with sessions() as session:
        task = session.scalar(select(Task).where(free).order_by(Task.created_at, Task.id).limit(1))
    if task is None:
        return None
    lease = Lease(sessions=sessions, clock=clock, task_id=task.id, until=task.leased_until)
    return lease if lease.write(status=TaskStatus.RUNNING) else None
