"""Ends a job: its result is written once, its web process is woken, and only then is the request deleted."""

from collections.abc import Callable, Mapping

from app_tier.holding import Held
from app_tier.job import Job
from pipeline import keys
from pipeline.errors import FacefleetError
from pipeline.logs import get_logger
from pipeline.messages import REPLY_CODEC, RecognitionRequest, Reply, ResultStore
from pipeline.queue import Queue
from pipeline.results import RESULT_CODEC, JobResult
from pipeline.store import ObjectStore

log = get_logger()


class Answers:
    """The only one who writes results, replies and deletes requests."""

    def __init__(
        self,
        *,
        results: Mapping[ResultStore, ObjectStore],
        reply_queue: Callable[[str], Queue],
        held: Held,
        worker_id: str,
    ) -> None:
        self._results = results
        self._reply_queue = reply_queue
        self._held = held
        self._worker_id = worker_id

    def answer(self, job: Job, result: JobResult) -> None:
        """Answer with `result`, or with what somebody else wrote before. Raises ServiceUnavailable."""
        standing = self._published(job.request, result)
        self._reply(job.request, standing)
        self._held.acknowledge(job.delivery)
        log.info(
            "job answered",
            job_id=job.id,
            status=standing.status,
            outcome=standing.outcome,
            faces=len(standing.faces),
            first=standing is result,
            **standing.timings,
        )

    def _published(self, request: RecognitionRequest, result: JobResult) -> JobResult:
        store, key = self._results[request.results_to], keys.result_key(request.job_id)
        if store.put_new(key, RESULT_CODEC.encode(result), "application/json"):
            return result
        return RESULT_CODEC.decode(store.get(key))

    def _reply(self, request: RecognitionRequest, result: JobResult) -> None:
        """Wake whoever waits. Nobody may: the result stands, and a web process that waits looks for it."""
        reply = Reply(
            job_id=request.job_id,
            status=result.status,
            result_key=keys.result_key(request.job_id),
            worker_id=self._worker_id,
            timings=result.timings,
        )
        try:
            self._reply_queue(request.reply_queue).send(REPLY_CODEC.encode_text(reply))
        except FacefleetError as error:
            log.warning("the reply was not sent", job_id=request.job_id, error=repr(error))
