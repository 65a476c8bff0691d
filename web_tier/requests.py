"""Sends a job's request to the workers, with the gallery published up to what the request names."""

from typing import Protocol

from pipeline.messages import REQUEST_CODEC, ImageRef, Options, RecognitionRequest
from web_tier.models import Job
from web_tier.result_documents import results_to


class RequestQueue(Protocol):
    """Where requests go."""

    def send(self, body: str) -> None:
        """Add a message."""


class Gallery(Protocol):
    """What makes enrolled faces known to the workers."""

    def publish(self, collection: str) -> int:
        """Publish what is outstanding; return the collection's version."""


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
        image = ImageRef(key=job.image_key, sha256=job.image_sha256, bytes=job.image_bytes)
        return RecognitionRequest(
            job_id=job.id,
            images=(image,),
            collection=job.collection,
            gallery_version=gallery_version,
            options=Options(**job.options),
            results_to=results_to(job.purpose),
            reply_queue=self._reply_queue_id,
            accepted_at=job.accepted_at,
            deadline=job.deadline,
        )
