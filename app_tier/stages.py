"""A job's way through a worker: prepared by one pool of threads, analysed by a slot, finished by another."""

from concurrent.futures import ThreadPoolExecutor

from app_tier import documents
from app_tier.activity import Activity
from app_tier.answering import Answers
from app_tier.engine_child import Ready
from app_tier.engine_slot import Waiting
from app_tier.holding import Held
from app_tier.job import Job, Prepared, Seen, Unreadable
from app_tier.preparation import Preparation
from app_tier.returning import Returns
from app_tier.setbacks import Setbacks
from pipeline.results import JobResult

#: Threads a slot: preparing waits for one object, finishing for three calls one after another.
_PREPARING_PER_SLOT = 2
_FINISHING_PER_SLOT = 4


class Stages:
    """What happens before and after the engines, so that these never wait for a service."""

    def __init__(
        self,
        *,
        slots: int,
        engine: Ready,
        preparation: Preparation,
        answers: Answers,
        returns: Returns,
        held: Held,
        waiting: Waiting,
        storage: Setbacks,
        activity: Activity,
    ) -> None:
        self._engine = engine
        self._preparation = preparation
        self._answers = answers
        self._returns = returns
        self._held = held
        self._waiting = waiting
        self._storage = storage
        self._activity = activity
        self._preparers = ThreadPoolExecutor(_PREPARING_PER_SLOT * slots, "prepare")
        self._finishers = ThreadPoolExecutor(_FINISHING_PER_SLOT * slots, "finish")

    def accept(self, job: Job) -> None:
        """Begin with a job."""
        self._preparers.submit(self._prepare, job)

    def finish(self, prepared: Prepared, seen: Seen, engine_seconds: float) -> None:
        """Go on with a job that an engine is done with."""
        self._activity.image_done(engine_seconds)
        self._held.leave_engine(prepared.job.delivery)
        self._finishers.submit(self._finish, prepared, seen)

    def wait_until_prepared(self) -> None:
        """Return when every accepted job is before an engine, or over."""
        self._preparers.shutdown()

    def wait_until_finished(self) -> None:
        """Return when every job that the engines are done with is over."""
        self._finishers.shutdown()

    def _prepare(self, job: Job) -> None:
        with self._returns.guarding(job):
            prepared = self._preparation.prepare(job)
            if isinstance(prepared, JobResult):
                self._answer(job, prepared)
            else:
                self._waiting.put(prepared)

    def _finish(self, prepared: Prepared, seen: Seen) -> None:
        with self._returns.guarding(prepared.job):
            self._answer(prepared.job, self._document(prepared, seen))

    def _document(self, prepared: Prepared, seen: Seen) -> JobResult:
        if isinstance(seen, Unreadable):
            return documents.unreadable(prepared.job.request, self._engine.model, seen)
        return documents.answered(prepared, seen, self._engine.model, self._engine.calibration)

    def _answer(self, job: Job, result: JobResult) -> None:
        self._answers.answer(job, result)
        self._storage.recovered()
