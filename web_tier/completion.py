"""Finishes jobs: the one place where a result document becomes the end of a job, whoever gets there first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pipeline.logs import get_logger
from pipeline.outcomes import JobStatus
from pipeline.results import Failure, JobResult
from web_tier import jobs, mentions, people
from web_tier.aftermath import Aftermath
from web_tier.closing import Closing
from web_tier.consequences import Consequence
from web_tier.database import Sessions
from web_tier.endings import intended_ending, plain_name
from web_tier.failures import NotFound
from web_tier.jobs import Ending
from web_tier.mentions import Mentioned
from web_tier.models import Job, Purpose
from web_tier.result_documents import ResultDocuments, results_to

log = get_logger()

#: How a job may end without a worker.
EarlyEnd = Literal[JobStatus.FAILED, JobStatus.EXPIRED]


class NameStore(Protocol):
    """Where the names of plain uploads go."""

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write an object, over whatever was there."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A job that has ended, with all that an answer needs."""

    job: Job
    ending: Ending
    result: JobResult | None = None  #: None where the job ended before its image was stored
    names: dict[str, str] = field(default_factory=dict)  #: by person id; strangers have none
    #: Whose a face is by now, by its index; None: nobody's any more. See `Mentioned`.
    owners: dict[int, str | None] = field(default_factory=dict)


class Completion:
    """Ends jobs, any number of times with the same effect as once."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        documents: ResultDocuments,
        consequences: Mapping[Purpose, Consequence],
        names: NameStore,
        aftermath: Aftermath,
        clock: Callable[[], float],
    ) -> None:
        self._sessions = sessions
        self._documents = documents
        self._closing = Closing(consequences)
        self._names = names
        self._aftermath = aftermath
        self._clock = clock

    def look(self, job: Job) -> Finished | None:
        """Finish the job if its result is there; None while it is not."""
        result = self._documents.find(job.id, results_to(job.purpose))
        if JobStatus(job.status).is_final:
            return self._finished(job, jobs.ending_of(job), result)
        return None if result is None else self._finish(job, result)

    def finish_unawaited(self, job_id: str) -> None:
        """Finish a job whose reply came while nobody waited for it."""
        try:
            with self._sessions() as session:
                job = jobs.get(session, job_id)
        except NotFound:
            log.warning("a reply belongs to no job", job_id=job_id)
            return
        if not JobStatus(job.status).is_final:
            self.look(job)

    def end(self, job: Job, status: EarlyEnd, failure: Failure) -> Finished:
        """Finish a job for which no worker writes a result, unless one has."""
        result = JobResult(job_id=job.id, status=status, error=failure)
        return self._finish(job, self._documents.settle(result, results_to(job.purpose)))

    def _finish(self, job: Job, result: JobResult) -> Finished:
        ending = intended_ending(job.purpose, result)
        if job.output_key is not None and ending.status == JobStatus.DONE:
            # before the row is final: a crash between the two repeats both
            name = plain_name(result, self._mentioned(job, result).names)
            self._names.put(job.output_key, name.encode(), "text/plain; charset=utf-8")
        now = self._clock()
        with self._sessions.begin() as session:
            closed = self._closing.close(session, job, result, ending, now)
            current = job if closed else jobs.get(session, job.id)
        if closed is None:  # somebody else was first
            return self._finished(job, jobs.ending_of(current), result)
        self._aftermath.follow_up(job, closed, now - job.accepted_at)
        names, owners = closed.mentioned.names, closed.mentioned.owners
        return Finished(job=job, ending=closed.ending, result=closed.result, names=names, owners=owners)

    def _finished(self, job: Job, ending: Ending, result: JobResult | None) -> Finished:
        mentioned = self._mentioned(job, result)
        return Finished(job=job, ending=ending, result=result, names=mentioned.names, owners=mentioned.owners)

    def _mentioned(self, job: Job, result: JobResult | None) -> Mentioned:
        if result is None or not mentions.faces_of(result):
            return Mentioned()
        with self._sessions() as session:
            found = mentions.read(session, job.id)
            # jobs that ended before there were mentions, or have not ended yet
            others = people.recognised_names(session, mentions.people_of(result) - found.names.keys())
        return Mentioned(owners=found.owners, names=found.names | others)
