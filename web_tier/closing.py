"""The transaction that ends a job: its row, whom its result mentions, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pipeline.outcomes import JobStatus
from pipeline.results import Failure, JobResult
from web_tier import jobs, mentions
from web_tier.announcing import News, announce
from web_tier.consequences import Consequence, Crop
from web_tier.erasure.fates import UNCHANGED, Fates, fates_of
from web_tier.erasure.leaving import Call, Left
from web_tier.erasure.pictures import erase_jobs
from web_tier.erasure.redaction import shows, unremembered, up_to_date
from web_tier.failures import RequestFailure
from web_tier.gallery.changes import lock_collection_if_there
from web_tier.jobs import Ending
from web_tier.mentions import Mentioned
from web_tier.models import Collection, Job, LeftoverKind, Purpose
from web_tier.webhooks.recording import Event


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What became of a job, with all that is to be done after the commit."""

    ending: Ending
    result: JobResult
    mentioned: Mentioned
    crops: Sequence[Crop] = ()
    drops_images: bool = False  #: its collection keeps none, or they show somebody who was deleted
    rewrites: bool = False  #: its document names people who are to be named no more


class Closing:
    """Ends jobs inside the caller's transaction."""

    def __init__(self, consequences: Mapping[Purpose, Consequence]) -> None:
        self._consequences = consequences

    def close(
        self, session: Session, job: Job, result: JobResult, ending: Ending, now: float
    ) -> Closed | None:
        """End the job as `ending` says, or as what follows from its result; None where it has ended already.

        The collection is locked first, as by everybody who changes its people: who is found stays found.
        """
        collection = lock_collection_if_there(session, job.collection)  # it may come into being with this job
        if not jobs.finish(session, job.id, ending, now):
            return None
        fates = fates_of(session, job.id, result)
        erased = _shows_the_erased(result, fates, collection)
        result = up_to_date(unremembered(result, fates.gone) if erased else result, fates)
        mentions.write(session, job.id, result)
        ending, crops = self._follow(session, job, result, ending, now)
        announce(session, job.collection, _news(job, result, ending), now)
        mentioned = mentions.read(session, job.id) if mentions.faces_of(result) else Mentioned()
        _leave_document(session, Call(id=job.id, now=now), fates, erased=erased)
        return Closed(
            ending=ending,
            result=result,
            mentioned=mentioned,
            crops=crops,
            drops_images=erased or _is_used_up(job, collection),
            rewrites=fates != UNCHANGED,
        )

    def _follow(
        self, session: Session, job: Job, result: JobResult, ending: Ending, now: float
    ) -> tuple[Ending, Sequence[Crop]]:
        consequence = self._consequences.get(Purpose(job.purpose))
        if consequence is None or ending.status != JobStatus.DONE:
            return ending, ()
        try:
            with session.begin_nested():
                return ending, consequence.apply(session, job, result, now)
        except RequestFailure as refusal:
            failure = Failure(code=refusal.code, message=refusal.message)
            ending = Ending(status=JobStatus.FAILED, failure=failure)
        jobs.amend(session, job.id, ending)
        return ending, ()


def _shows_the_erased(result: JobResult, fates: Fates, collection: Collection | None) -> bool:
    """Whether the picture shows somebody who was deleted since the worker's gallery."""
    outdated = collection is not None and result.gallery_version < collection.erased_in
    return outdated and shows(result, fates.gone)


def _leave_document(session: Session, call: Call, fates: Fates, *, erased: bool) -> None:
    """Write down that the document of the call's job is to say what is left."""
    if erased:  # the client is answered that, and nobody ever again
        erase_jobs(session, call, [call.id])
    elif fates != UNCHANGED:
        call.leaves(session, [Left(kind=LeftoverKind.DOCUMENT, key=call.id)])


def _news(job: Job, result: JobResult, ending: Ending) -> list[News]:
    if job.purpose == Purpose.REEMBED:  # no client's job
        return []
    data = {"job_id": job.id, "status": ending.status, "outcome": result.outcome, "source": job.source}
    return [News(event=Event.JOB_DONE, data=data)]


def _is_used_up(job: Job, collection: Collection | None) -> bool:
    """Whether nobody wants the pictures any more: those of re-embedding are copies of crops."""
    return job.purpose == Purpose.REEMBED or (collection is not None and collection.images_kept_days == 0)
