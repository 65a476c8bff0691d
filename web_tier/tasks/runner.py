"""Runs tasks, one at a time in each process."""

from collections.abc import Callable, Mapping

from pipeline.logs import get_logger
from web_tier.background import OUTAGES
from web_tier.database import Sessions
from web_tier.models import Task
from web_tier.tasks.leases import Lease, claim
from web_tier.tasks.table import TaskKind, TaskStatus
from web_tier.tasks.work import Progress, TaskFailure, Work

log = get_logger()

_UNFORESEEN = "Something went wrong here."


class TaskRunner:
    """One `step` does some of a task. Whoever has the lease next goes on where a process died."""

    def __init__(
        self, *, sessions: Sessions, works: Mapping[TaskKind, Work], clock: Callable[[], float]
    ) -> None:
        self._sessions = sessions
        self._works = works
        self._clock = clock
        self._lease: Lease | None = None

    def step(self) -> None:
        """Go on with the task that this process runs, or with one that nobody does. Raises in an outage."""
        lease = self._lease or claim(self._sessions, self._clock)
        task = None if lease is None else self._task(lease)
        # until the step has come off nothing is held: a lease that was lost must be claimed again
        self._lease = None
        if lease is None or task is None:
            return
        with lease.kept():
            values = self._advanced(task, lease)
        if lease.write(**values) and "finished_at" not in values:
            self._lease = lease

    def _task(self, lease: Lease) -> Task | None:
        with self._sessions() as session:
            return session.get(Task, lease.task_id)

    def _advanced(self, task: Task, lease: Lease) -> dict[str, object]:
        """Return what is to be written into the task's row."""
        try:
            return self._progress(task, self._works[TaskKind(task.kind)].advance(task))
        except OUTAGES:
            self._lease = lease
            raise
        except TaskFailure as failure:
            return self._failed(task, str(failure))
        except Exception:
            log.exception("a task failed unexpectedly", task_id=task.id, kind=task.kind)
            return self._failed(task, _UNFORESEEN)

    def _progress(self, task: Task, progress: Progress) -> dict[str, object]:
        values: dict[str, object] = {
            "total": progress.total,
            "done": progress.done,
            "failed": progress.failed,
        }
        if not progress.is_finished:
            return values
        log.info("task finished", task_id=task.id, kind=task.kind, collection=task.collection, **values)
        return {**values, "status": TaskStatus.DONE, "finished_at": self._clock()}

    def _failed(self, task: Task, error: str) -> dict[str, object]:
        log.warning("task failed", task_id=task.id, kind=task.kind, collection=task.collection, reason=error)
        return {"status": TaskStatus.FAILED, "error": error, "finished_at": self._clock()}
