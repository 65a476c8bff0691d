"""Brings result documents in line with the rows: nobody who is gone is named, no removed picture shown."""

from dataclasses import dataclass

from pipeline.outcomes import JobStatus
from pipeline.results import JobResult
from web_tier import jobs
from web_tier.database import Sessions
from web_tier.erasure.fates import Fates, fates_of
from web_tier.erasure.redaction import blanked, tombstone, up_to_date, without_pictures
from web_tier.models import Job
from web_tier.result_documents import ResultDocuments, results_to


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What the rows say of a job and of those whom its document names."""

    job: Job
    fates: Fates


class DocumentCleaner:
    """Rewrites documents. Any number may be at the same one."""

    def __init__(self, sessions: Sessions, documents: ResultDocuments) -> None:
        self._sessions = sessions
        self._documents = documents

    def clean(self, job_id: str) -> None:
        """Rewrite a job's document until it says what the rows say. Raises ServiceUnavailable.

        It is read again after each writing: somebody else may have written what was true when they read.
        """
        with self._sessions() as session:
            job = session.get(Job, job_id)
        while job is not None:
            store = results_to(job.purpose)
            found = self._documents.find(job_id, store)
            wanted = self._wanted(job_id, found)
            if wanted is None or wanted == found:
                return
            self._documents.replace(wanted, store)

    def _wanted(self, job_id: str, found: JobResult | None) -> JobResult | None:
        with self._sessions() as session:
            truth = Truth(job=session.get_one(Job, job_id), fates=fates_of(session, job_id, found))
        if not JobStatus(truth.job.status).is_final:
            return found  # who ends it sees to that
        return cleaned(found, truth)


def cleaned(found: JobResult | None, truth: Truth) -> JobResult | None:
    """Return what is to stand in place of a document, None where there shall be none. Pure."""
    if truth.job.erased:
        return tombstone(truth.job.id, jobs.ending_of(truth.job))
    if found is None:
        return None
    left = up_to_date(found, truth.fates)
    return without_pictures(left) if truth.job.images_removed else blanked(left, set(truth.job.blank_faces))
