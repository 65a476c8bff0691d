"""The worker that courses write: receive one message, download, recognise, upload, reply, delete, and again.

It speaks Facefleet's messages, so that it can stand in for the workers behind the same web tier.
"""

import signal
import threading
import time

from app_tier.engine.engine import Analysis, DetectedFace, FaceEngine
from app_tier.engine.packs import load_engine
from app_tier.settings import WorkerSettings
from pipeline import aws
from pipeline.keys import result_key
from pipeline.messages import REPLY_CODEC, REQUEST_CODEC, RecognitionRequest, Reply
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.queue import Delivery, Queue
from pipeline.queues.sqs import named_queue
from pipeline.results import RESULT_CODEC, Face, JobResult, Match
from pipeline.settings import PipelineSettings, load
from pipeline.store import ObjectStore
from pipeline.stores.s3 import S3Store


class PlainWorker:
    """Does one request at a time, each step after the other."""

    def __init__(
        self, engine: FaceEngine, requests: Queue, images: ObjectStore, results: ObjectStore
    ) -> None:
        self._engine = engine
        self._requests = requests
        self._images = images
        self._results = results

    def run(self, replies: "Replies", stop: threading.Event) -> None:
        """Work until told to stop."""
        while not stop.is_set():
            for delivery in self._requests.receive(1, wait_seconds=1):
                replies.send(self._done(delivery))
                self._requests.delete(delivery)

    def _done(self, delivery: Delivery) -> tuple[RecognitionRequest, Reply]:
        request = REQUEST_CODEC.decode(delivery.body)
        picture = self._images.get(request.images[0].key)
        started = time.perf_counter()
        analysis = self._engine.analyse(picture, request.options)
        milliseconds = (time.perf_counter() - started) * 1000
        key = result_key(request.job_id)
        self._results.put(key, RESULT_CODEC.encode(_result(request, analysis)))
        reply = Reply(
            job_id=request.job_id,
            status=JobStatus.DONE,
            result_key=key,
            worker_id="plain",
            timings={"engine": milliseconds},
        )
        return request, reply


class Replies:
    """Sends replies, looking each response queue up once."""

    def __init__(self, settings: PipelineSettings) -> None:
        self._client = aws.sqs_client()
        self._prefix = settings.reply_queue_prefix
        self._queues: dict[str, Queue] = {}

    def send(self, answer: tuple[RecognitionRequest, Reply]) -> None:
        """Send one reply where its request asked for it."""
        request, reply = answer
        name = self._prefix + request.reply_queue
        if name not in self._queues:
            self._queues[name] = named_queue(self._client, name)
        self._queues[name].send(REPLY_CODEC.encode_text(reply))


def _result(request: RecognitionRequest, analysis: Analysis) -> JobResult:
    faces = tuple(_face(face, analysis) for face in analysis.faces)
    return JobResult(
        job_id=request.job_id,
        status=JobStatus.DONE,
        outcome=Outcome.UNKNOWN if faces else Outcome.NO_FACE,
        image=analysis.image,
        faces=faces,
    )


def _face(face: DetectedFace, analysis: Analysis) -> Face:
    return Face(
        box=face.box,
        box_ratios=face.box.as_ratios(analysis.image),
        confidence=face.confidence,
        landmarks=face.landmarks,
        quality=face.quality,
        match=Match(verdict=Verdict.UNKNOWN),
    )


def main() -> None:
    """Work on the queue that the environment names until SIGTERM."""
    settings = load(WorkerSettings)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    sqs, s3 = aws.sqs_client(), aws.s3_client()
    requests = named_queue(sqs, settings.request_queue)
    worker = PlainWorker(
        load_engine(settings.engine_choice()),
        requests,
        S3Store(s3, settings.input_bucket),
        S3Store(s3, settings.output_bucket),
    )
    print("ready", flush=True)
    worker.run(Replies(settings), stop)


if __name__ == "__main__":
    main()
