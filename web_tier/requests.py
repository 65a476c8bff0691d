"""Sends a job's request to the workers, with the gallery published up to what the request names."""

from dataclasses import replace
from typing import Protocol

from pipeline.messages import REQUEST_CODEC, ImageRef, Kind, Options, RecognitionRequest, Views
from web_tier.models import Job, Purpose
from web_tier.orders import options_of
from web_tier.result_documents import results_to

#: Faces that others are compared with for good may take longer; all others are embedded as probes are.
_VIEWS = {Purpose.ENROL: Views.THOROUGH, Purpose.REEMBED: Views.THOROUGH}


class RequestQueue(Protocol):
    """Where requests go."""

    def send(self, body: str) -> None:
        """Add a message."""


class Gallery(Protocol):
    """What makes enrolled faces known to the workers."""

    def publish(self, collection: str) -> int:
        """Publish what is outstanding; return the version that requests must name."""


class RequestSender:
    """Turns job rows into messages. The first sending and every later one send the same."""

    def __init__(self, *, queue: RequestQueue, gallery: Gallery, reply_queue_id: str) -> None:
        self._queue = queue
        self._gallery = gallery
        self._reply_queue_id = reply_queue_id

    def send(self, job: Job) -> None:
        """Send the job's request. Raises ServiceUnavailable or QueueMissing."""
        version = self._gallery.publish(job.collection)
        self._queue.send(REQUEST_CODEC.encode_text(self._request(job, version)))

    def _request(self, job: Job, gallery_version: int) -> RecognitionRequest:
        return RecognitionRequest(
            job_id=job.id,
            kind=Kind.ANALYSE if job.second_image is None else Kind.COMPARE,
            images=_images(job),
            collection=job.collection,
            gallery_version=gallery_version,
            options=_options(job),
            results_to=results_to(job.purpose),
            reply_queue=self._reply_queue_id,
            accepted_at=job.accepted_at,
            deadline=job.deadline,
        )


def _images(job: Job) -> tuple[ImageRef, ...]:
    first = ImageRef(key=job.image_key, sha256=job.image_sha256, bytes=job.image_bytes)
    return (first,) if job.second_image is None else (first, ImageRef(**job.second_image))


def _options(job: Job) -> Options:
    """Return what the client chose, and what the service itself wants of the result."""
    chosen = replace(options_of(job), views=_VIEWS.get(Purpose(job.purpose), Views.MIRRORED))
    return replace(chosen, embeddings=True, crops=True) if job.keeps else chosen
