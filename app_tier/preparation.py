"""Gets a job ready for an engine: is it still wanted, its pictures, its gallery. Waits, never computes."""

import hashlib
import time
from collections.abc import Callable, Mapping

from app_tier import documents
from app_tier.gallery.catching_up import Galleries
from app_tier.job import Job, Prepared
from pipeline import keys
from pipeline.errors import ObjectMissing
from pipeline.messages import ImageRef, ResultStore
from pipeline.results import RESULT_CODEC, JobResult
from pipeline.store import ObjectStore

#: A picture is stored before its request is sent. So many receipts without it, and it is gone for good.
MISSING_RECEIVES = 3
#: A request sent so long after its job was accepted is one sent again, whose job may be answered, seconds.
_SENT_AGAIN_AFTER = 2.0


class Preparation:
    """Answers a job at once where it can, so that no engine is troubled."""

    def __init__(
        self,
        *,
        images: ObjectStore,
        results: Mapping[ResultStore, ObjectStore],
        galleries: Galleries,
        clock: Callable[[], float],
    ) -> None:
        self._images = images
        self._results = results
        self._galleries = galleries
        self._clock = clock

    def prepare(self, job: Job) -> Prepared | JobResult:
        """Return the job ready for an engine, or its result where it needs none.

        Raises ServiceUnavailable, GalleryUnavailable, or ObjectMissing for a picture that may yet appear.
        """
        if self._clock() > job.request.deadline:
            return documents.expired(job.request)
        return self._earlier_answer(job) or self._fetched(job)

    def _earlier_answer(self, job: Job) -> JobResult | None:
        """Return the result that is there already. A job's first delivery is spared the question."""
        sent_again = job.delivery.sent_at - job.request.accepted_at > _SENT_AGAIN_AFTER
        if job.delivery.receive_count == 1 and not sent_again:
            return None
        try:
            document = self._results[job.request.results_to].get(keys.result_key(job.id))
        except ObjectMissing:
            return None
        return RESULT_CODEC.decode(document)

    def _fetched(self, job: Job) -> Prepared | JobResult:
        request, started = job.request, time.perf_counter()
        try:
            pictures = tuple(self._images.get(each.key) for each in request.images)
        except ObjectMissing:
            if job.delivery.receive_count < MISSING_RECEIVES:
                raise
            return documents.failed(request, "image_missing", "An image is no longer in the input bucket.")
        if not all(map(_is_intact, pictures, request.images)):
            return documents.failed(request, "image_replaced", "Another image has taken its place.")
        gallery = self._galleries.at_least(request.collection, request.gallery_version)
        fetch_ms = round((time.perf_counter() - started) * 1000, 2)
        return Prepared(job=job, pictures=pictures, gallery=gallery, fetch_ms=fetch_ms)


def _is_intact(picture: bytes, ref: ImageRef) -> bool:
    return len(picture) == ref.bytes and hashlib.sha256(picture).hexdigest() == ref.sha256
