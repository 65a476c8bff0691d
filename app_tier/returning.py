"""Decides what becomes of a request that could not be answered: when it is tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app_tier.engine_process import EngineCrashed
from app_tier.gallery.catching_up import GalleryUnavailable
from app_tier.holding import Held
from app_tier.job import Job
from app_tier.setbacks import Setbacks
from pipeline.errors import ObjectMissing, QueueMissing, ServiceUnavailable
from pipeline.logs import get_logger, job_context

log = get_logger()


class Returns:
    """Gives failed requests back. After `max_receives` tries the queue takes them to the dead letters."""

    def __init__(
        self, *, held: Held, storage: Setbacks, max_receives: int, on_return: Callable[[], None]
    ) -> None:
        self._held = held
        self._storage = storage
        self._max_receives = max_receives
        self._on_return = on_return

    @contextmanager
    def guarding(self, job: Job) -> Iterator[None]:
        """Run one stage of a job: if it fails, that job alone is given back."""
        with job_context(job.id):  # also on the lines of those who know the message alone
            try:
                yield
            except Exception as error:  # one job's failure must not end the thread that serves all
                self._held.give_back(job.delivery, self._retry_seconds(job, error))
                self._on_return()

    def _retry_seconds(self, job: Job, error: Exception) -> int:
        tries = job.delivery.receive_count
        facts = {"job_id": job.id, "receive_count": tries, "error": repr(error)}
        match error:
            case ServiceUnavailable() | QueueMissing():
                self._storage.failed(error)
                log.info("the job is given back until the service answers", **facts)
                return after_outage(tries)
            case GalleryUnavailable():
                log.warning("the job is given back until its gallery is there", **facts)
                return after_outage(tries)
            case EngineCrashed():
                log.warning("the job is given back after an engine crash", **facts)
            case ObjectMissing():
                log.warning("the job is given back, its image is missing", **facts)
            case _:
                log.error("the job is given back after an error nobody foresaw", exc_info=error, **facts)
        return self.after_crash(tries)

    def after_crash(self, tries: int) -> int:
        """Return 0, 1, 3, 7 … seconds: chance is retried at once, and the last time nothing is waited for."""
        return 0 if tries >= self._max_receives else min(2 ** (tries - 1) - 1, 30)


def after_outage(tries: int) -> int:
    """Return 1, 4, 16 … seconds: an outage of a minute must not use up a request's tries."""
    return int(min(4.0 ** min(tries - 1, 10), 300))
