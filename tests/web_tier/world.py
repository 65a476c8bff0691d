"""The web tier with everything outside it in memory, and workers that answer as a test tells them."""

import hashlib
import io
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from pipeline.errors import QueueMissing, ServiceUnavailable
from pipeline.keys import result_key
from pipeline.messages import REPLY_CODEC, REQUEST_CODEC, RecognitionRequest, Reply, ResultStore
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.queue import Delivery, Depth
from pipeline.queues.memory import MemoryQueue
from pipeline.results import (
    RESULT_CODEC,
    Box,
    Candidate,
    Face,
    Failure,
    ImageSize,
    JobResult,
    Landmark,
    Match,
    ModelId,
    Quality,
)
from pipeline.stores.memory import MemoryStore
from web_tier import jobs
from web_tier.app import create_app
from web_tier.composition import WebTier, compose
from web_tier.database import Sessions
from web_tier.models import Job, Purpose
from web_tier.orders import Order
from web_tier.outside import Outside
from web_tier.settings import WebSettings
from web_tier.uploads import checked

SIZE = ImageSize(width=100, height=80)
Answer = Callable[[RecognitionRequest], JobResult]


def picture(colour: str = "red", *, kind: str = "PNG", size: tuple[int, int] = (100, 80)) -> bytes:
    """Return a small picture; another colour is another picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def face(person_id: str | None = None, *, verdict: Verdict | None = None, left: float = 10) -> Face:
    """Return a face of a person, or of a stranger."""
    box = Box(left=left, top=10, width=40, height=40)
    verdict = verdict or (Verdict.KNOWN if person_id else Verdict.UNKNOWN)
    nearest = (Candidate(person_id=person_id, distance=0.4, similarity=93.0),) if person_id else ()
    return Face(
        box=box,
        box_ratios=box.as_ratios(SIZE),
        confidence=2.5,
        landmarks=(Landmark(type="nose", x=30, y=30),),
        quality=Quality(brightness=50, sharpness=40, size=40),
        match=Match(
            verdict=verdict,
            person_id=person_id,
            distance=0.4,
            similarity=93.0,
            false_match_rate=0.0012,
            alternatives=nearest,
        ),
        embedding=(0.5,) * 128,
    )


def found(*faces: Face) -> Answer:
    """Return the answer of a worker that found these faces."""
    known = any(each.match.verdict is Verdict.KNOWN for each in faces)
    outcome = (Outcome.RECOGNISED if known else Outcome.UNKNOWN) if faces else Outcome.NO_FACE
    return lambda request: JobResult(
        job_id=request.job_id,
        status=JobStatus.DONE,
        outcome=outcome,
        image=SIZE,
        model=ModelId(pack="test", version="1", embeddings="tests", runtime="none"),
        gallery_version=request.gallery_version,
        faces=faces,
        timings={"detect": 1.0},
    )


def failed(code: str) -> Answer:
    """Return the answer of a worker that can never do the job."""
    failure = Failure(code=code, message="It cannot be done.")
    return lambda request: JobResult(job_id=request.job_id, status=JobStatus.FAILED, error=failure)


def unreadable(request: RecognitionRequest) -> JobResult:
    """Return the answer of a worker that cannot decode the picture."""
    failure = Failure(code="damaged_image", message="The picture is damaged.")
    return JobResult(
        job_id=request.job_id, status=JobStatus.DONE, outcome=Outcome.UNREADABLE_IMAGE, error=failure
    )


class BreakableStore(MemoryStore):
    """A bucket that fails as a test tells it; to a worker, who writes with `put_new`, it does not."""

    failure: Exception | None = None

    def put(self, key: str, data: bytes, content_type: str = "") -> None:
        """Write, unless the bucket fails."""
        _reach(self.failure)
        super().put(key, data)

    def get(self, key: str) -> bytes:
        """Read, unless the bucket fails."""
        _reach(self.failure)
        return super().get(key)


class BreakableQueue(MemoryQueue):
    """A queue that fails as a test tells it, at everything or at sending alone."""

    failure: Exception | None = None
    send_failure: Exception | None = None

    def send(self, body: str) -> None:
        """Send, unless the queue fails."""
        _reach(self.failure or self.send_failure)
        super().send(body)

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Receive, unless the queue fails."""
        _reach(self.failure)
        return super().receive(limit, wait_seconds)

    def depth(self) -> Depth:
        """Count, unless the queue fails."""
        _reach(self.failure)
        return super().depth()

    def lose_all(self) -> None:
        """Forget every message that can be seen, as an embedded endpoint does that is killed."""
        for delivery in super().receive(1000, 0):
            self.delete(delivery)

    def bury_all(self) -> None:
        """Fail every message as often as it takes to become a dead letter."""
        while deliveries := super().receive(1000, 0):
            for delivery in deliveries:
                self.extend(delivery, 0)


def _reach(failure: Exception | None) -> None:
    if failure is not None:
        raise failure


class ReplyQueueServer:
    """Makes and removes response queues, as SQS does."""

    def __init__(self) -> None:
        self.queues: dict[str, BreakableQueue] = {}

    def open(self, queue_id: str) -> BreakableQueue:
        """Make a queue, or find it."""
        return self.queues.setdefault(queue_id, BreakableQueue())

    def remove(self, queue_id: str) -> None:
        """Remove a queue. Raises QueueMissing."""
        if queue_id not in self.queues:
            raise QueueMissing
        self.queues.pop(queue_id).failure = QueueMissing()


class Clock:
    """The time, which moves when a test says so."""

    now = 1_000_000.0

    def __call__(self) -> float:
        """Return the time, seconds since the epoch."""
        return self.now


class Surroundings:
    """The buckets and queues that all web processes of a test share, and its clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.images, self.output, self.state = BreakableStore(), BreakableStore(), BreakableStore()
        self.dead_letters = BreakableQueue(clock=self.clock)
        self.requests = BreakableQueue(dead_letters=self.dead_letters, clock=self.clock)
        self.replies = ReplyQueueServer()


class World:
    """One web process, its surroundings, and a worker."""

    def __init__(
        self, sessions: Sessions, settings: WebSettings, surroundings: Surroundings | None = None
    ) -> None:
        self.sessions = sessions
        self.settings = settings
        self.surroundings = surroundings or Surroundings()
        self.clock = self.surroundings.clock
        self.images, self.output = self.surroundings.images, self.surroundings.output
        self.state = self.surroundings.state
        self.requests, self.dead_letters = self.surroundings.requests, self.surroundings.dead_letters
        self.replies = self.surroundings.replies
        self.replies.open(settings.reply_queue_id)  # as the inbox does at its first step
        self.outside = self._outside()
        self.web: WebTier = compose(settings, self.outside, self.clock)
        self.app: APIFlask = create_app(self.web.services)
        self.worker = Worker(self)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def _outside(self) -> Outside:
        return Outside(
            sessions=self.sessions,
            images=self.images,
            output=self.output,
            state=self.state,
            requests=self.requests,
            dead_letters=self.dead_letters,
            open_reply_queue=self.replies.open,
            remove_reply_queue=self.replies.remove,
        )

    def neighbour(self) -> "World":
        """Return another web process on the same database, buckets and queues."""
        settings = self.settings.model_copy(update={"reply_queue_id": "neighbour"})
        return World(self.sessions, settings, self.surroundings)

    @property
    def client(self) -> FlaskClient:
        """A new HTTP client."""
        return self.app.test_client()

    def run(self, *steps: Callable[[], object]) -> None:
        """Repeat each step in a thread of its own until the end of the test."""
        for step in steps:
            self.once(partial(self._repeat, step))

    def once(self, step: Callable[[], object]) -> threading.Thread:
        """Do something in a thread of its own, which the end of the test waits for."""
        thread = threading.Thread(target=step, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _repeat(self, step: Callable[[], object]) -> None:
        while not self._stop.is_set():
            step()

    def start(self) -> "World":
        """Start the inbox and a worker, which is all that a sunny day needs."""
        self.run(self.web.inbox.step, self.worker.step)
        return self

    def close(self) -> None:
        """Stop the threads."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=10)
            assert not thread.is_alive()
        self.web.services.readiness.close()

    def post_plain(self, data: bytes, name: str = "test_00.png", path: str = "/") -> TestResponse:
        """Upload a picture as the course clients do."""
        form = {"inputFile" if path == "/" else "myfile": (io.BytesIO(data), name)}
        return self.client.post(path, data=form)

    def post(
        self, data: bytes, *, wait: float = 10, headers: dict[str, str] | None = None, **fields: Any
    ) -> TestResponse:
        """Ask for a recognition."""
        form = {"image": (io.BytesIO(data), "picture.png"), **fields}
        return self.client.post(f"/api/v1/recognitions?wait={wait}", data=form, headers=headers)

    def enrol(
        self,
        person_id: str,
        data: bytes,
        *,
        wait: float = 10,
        headers: dict[str, str] | None = None,
        **fields: Any,
    ) -> TestResponse:
        """Add a face to a person."""
        form = {"image": (io.BytesIO(data), "picture.png"), **fields}
        path = f"/api/v1/people/{person_id}/faces?wait={wait}"
        return self.client.post(path, data=form, headers=headers)

    def add_person(self, name: str) -> str:
        """Add a person by the API; return the id."""
        answer = self.client.post("/api/v1/people", json={"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def submit_plain(self, data: bytes, name: str = "test_00.png") -> str:
        """Accept a plain upload whose client does not wait; return the job's id."""
        upload = checked(data, name, self.settings.image_limits)
        order = Order(upload=upload, purpose=Purpose.PLAIN)
        return self.web.services.recognitions.submit(order, wait_seconds=0).job.id

    def row(self, job_id: str) -> Job:
        """Return a job's row as it stands; asking by the API would finish it."""
        with self.sessions() as session:
            return jobs.get(session, job_id)

    def job(self, job_id: str) -> dict[str, object]:
        """Ask for a job."""
        answer = self.client.get(f"/api/v1/jobs/{job_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())


class Worker:
    """Answers requests; what it says of a picture is set by its bytes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: dict[str, Answer] = {}
        self.requests: list[RecognitionRequest] = []
        self.replies = True  #: whether it replies, or its replies are lost

    def knows(self, data: bytes, answer: Answer) -> None:
        """Set the answer to a picture; all others show one stranger."""
        self._answers[hashlib.sha256(data).hexdigest()] = answer

    def step(self) -> None:
        """Do what is in the queue, waiting a little for it."""
        for delivery in self._receive():
            request = REQUEST_CODEC.decode(delivery.body)
            self.requests.append(request)
            self.answer(request)
            self._world.requests.delete(delivery)

    def answer_and_crash(self) -> None:
        """Do what is in the queue and delete nothing."""
        for delivery in self._receive():
            self.answer(REQUEST_CODEC.decode(delivery.body))
            self._world.requests.extend(delivery, 0)

    def answer(self, request: RecognitionRequest) -> None:
        """Write the result of a request and reply."""
        answer = self._answers.get(request.images[0].sha256, found(face()))
        result = answer(request)
        store = self._world.state if request.results_to is ResultStore.STATE else self._world.output
        store.put_new(result_key(request.job_id), RESULT_CODEC.encode(result))
        if self.replies:
            self._reply(request, result)

    def _receive(self) -> list[Delivery]:
        try:
            return self._world.requests.receive(10, 0.05)
        except (QueueMissing, ServiceUnavailable):
            return []

    def _reply(self, request: RecognitionRequest, result: JobResult) -> None:
        reply = Reply(
            job_id=request.job_id,
            status=result.status,
            result_key=result_key(request.job_id),
            worker_id="test-worker",
        )
        queue = self._world.replies.queues.get(request.reply_queue)
        if queue is not None:
            queue.send(REPLY_CODEC.encode_text(reply))
