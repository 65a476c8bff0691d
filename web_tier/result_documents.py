"""Where the result documents lie: the single truth about how each job ended."""

from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.keys import result_key
from pipeline.logs import get_logger
from pipeline.messages import ResultStore
from pipeline.outcomes import JobStatus
from pipeline.results import RESULT_CODEC, Failure, JobResult
from pipeline.store import ObjectStore
from web_tier.models import Purpose

log = get_logger()

JSON_TYPE = "application/json"


def results_to(purpose: str) -> ResultStore:
    """Return the store for a job's result; plain uploads keep the output bucket for names alone."""
    return ResultStore.STATE if purpose == Purpose.PLAIN else ResultStore.OUTPUT


class ResultDocuments:
    """Reads results from the two buckets, and ends jobs for which no worker will write one."""

    def __init__(self, *, output: ObjectStore, state: ObjectStore) -> None:
        self._stores = {ResultStore.OUTPUT: output, ResultStore.STATE: state}

    def find(self, job_id: str, store: ResultStore) -> JobResult | None:
        """Return a job's result, None while there is none."""
        try:
            document = self._stores[store].get(result_key(job_id))
        except ObjectMissing:
            return None
        return _decoded(job_id, document)

    def settle(self, result: JobResult, store: ResultStore) -> JobResult:
        """Write a result unless there is one; return the one that stands."""
        body = RESULT_CODEC.encode(result)
        if self._stores[store].put_new(result_key(result.job_id), body, JSON_TYPE):
            return result
        return self.find(result.job_id, store) or result

    def replace(self, result: JobResult, store: ResultStore) -> None:
        """Write a result over the one there is: of what it said, something may be said no longer."""
        self._stores[store].put(result_key(result.job_id), RESULT_CODEC.encode(result), JSON_TYPE)


def _decoded(job_id: str, document: bytes) -> JobResult:
    try:
        return RESULT_CODEC.decode(document)
    except MalformedMessage as error:
        log.error("a result document cannot be read", job_id=job_id, reason=error.reason)
        failure = Failure(code="job_failed", message="The result of this job cannot be read.")
        return JobResult(job_id=job_id, status=JobStatus.FAILED, error=failure)
