"""A whole worker in one process: queues and buckets in memory, and an engine that reads names."""

import hashlib
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from app_tier.activity import Activity
from app_tier.assembly import Services, assemble
from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.engine_child import Ready
from app_tier.engine_process import EngineCrashed
from app_tier.gallery.shelves import MemoryShelf
from app_tier.settings import WorkerSettings
from app_tier.supervisor import Supervisor
from pipeline import keys
from pipeline.errors import InvalidImage, ObjectMissing, QueueMissing
from pipeline.gallery import (
    MANIFEST_CODEC,
    Embedding,
    GalleryManifest,
    Segment,
    SegmentEntry,
    Templates,
    encode_segment,
    no_ids,
    pack_ids,
    unit,
)
from pipeline.messages import (
    REPLY_CODEC,
    REQUEST_CODEC,
    ImageRef,
    Options,
    RecognitionRequest,
    Reply,
    ResultStore,
)
from pipeline.queue import Delivery, Queue
from pipeline.queues.memory import MemoryQueue
from pipeline.results import RESULT_CODEC, Box, ImageSize, JobResult, ModelId, Quality
from pipeline.stores.memory import MemoryStore
from tests.waiting import wait_until

READY = Ready(
    model=ModelId(pack="names", version="1", embeddings="name"),
    calibration=Calibration(handicap=0.04, curve=((0.01, 0.4), (0.1, 0.6))),
)
_BOX = Box(left=10, top=20, width=30, height=40)
SECONDS = 10.0  #: how long a test waits for what should come at once


def embedding(name: str) -> Embedding:
    """Return a direction of `name`'s own, far from everybody else's."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
    return np.random.default_rng(seed).standard_normal(128).astype(np.float32)


def face(name: str, box: Box = _BOX) -> DetectedFace:
    """Return a face as the engine finds it."""
    return DetectedFace(
        box=box,
        confidence=1.0,
        landmarks=(),
        quality=Quality(brightness=50, sharpness=50, size=30),
        embedding=embedding(name),
    )


def person_id(name: str) -> str:
    """Return the id under which `World.enrol` enrols somebody."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def templates(names: Sequence[str], strangers: Sequence[str] = ()) -> Templates:
    """Return people of the gallery, with names and without, of one face each."""
    everybody = [*names, *strangers]
    return Templates(
        model=READY.model.embeddings,
        ids=pack_ids([person_id(each) for each in everybody]),
        strangers=np.array([False] * len(names) + [True] * len(strangers)),
        faces=np.ones(len(everybody), dtype=np.uint16),
        centres=unit(np.stack([embedding(each) for each in everybody])),
        veto_ids=no_ids(),
        vetoes=np.empty((0, 128), dtype=np.float32),
    )


class NamesEngine:
    """Reads a picture as a list of names, which are the faces' crops too.

    `damaged` and `poison` among them mean what they say.
    """

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.starts = 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.crashes_left = 0

    def start(self) -> Ready:
        self.starts += 1
        return READY

    def kill(self) -> None:
        pass

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        self.seen.append(picture)
        assert self.may_answer.wait(SECONDS)
        names = picture.decode().split()
        if "damaged" in names:
            raise InvalidImage("damaged_image", "The picture is damaged.")
        if "poison" in names or self.crashes_left:
            self.crashes_left = max(0, self.crashes_left - 1)
            raise EngineCrashed
        size = ImageSize(width=100, height=80)
        faces = tuple(replace(face(name), crop=name.encode() if options.crops else None) for name in names)
        return Analysis(image=size, faces=faces, timings={"detect": 1.0})


class HastyQueue(MemoryQueue):
    """Polls briefly, and has what is given back return at once; it remembers when it should have."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.given_back: list[int] = []

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        return super().receive(limit, min(wait_seconds, 0.02))

    def extend(self, delivery: Delivery, seconds: int) -> None:
        self.given_back.append(seconds)
        super().extend(delivery, 0)


class World:
    """Everything around a worker. Each service can be replaced before `working`."""

    def __init__(self, *, slots: int = 1, read_ahead: int = 2) -> None:
        self.dead_letters = MemoryQueue()
        self.requests: Queue = HastyQueue(dead_letters=self.dead_letters)
        self.replies: Queue = MemoryQueue()
        self.images = MemoryStore()
        self.results = {ResultStore.OUTPUT: MemoryStore(), ResultStore.STATE: MemoryStore()}
        self.state = self.results[ResultStore.STATE]
        self.engines = [NamesEngine() for _ in range(slots)]
        self.settings = WorkerSettings(worker_id="w1", slots=slots, read_ahead=read_ahead)
        self.activity = Activity(worker_id="w1", slots=slots, clock=time.time)

    @property
    def engine(self) -> NamesEngine:
        """The first slot's."""
        return self.engines[0]

    def enrol(self, *names: str, strangers: Sequence[str] = ()) -> None:
        """Write version 1 of the gallery, one face a person."""
        segment = encode_segment(Segment(first=1, last=1, templates=(templates(names, strangers),)))
        entry = SegmentEntry(first=1, last=1, sha256=hashlib.sha256(segment).hexdigest())
        self.state.put(keys.segment_key("default", 1, 1), segment)
        manifest = GalleryManifest(version=1, segments=(entry,))
        self.state.put(keys.manifest_key("default"), MANIFEST_CODEC.encode(manifest))

    def request(self, *pictures: str, **changes: Any) -> RecognitionRequest:
        """Store a picture, or two, and return the request for it, unsent."""
        job_id = uuid.uuid4().hex
        fields: dict[str, Any] = {
            "job_id": job_id,
            "images": tuple(
                self._stored(keys.image_key(job_id, number), picture.encode())
                for number, picture in enumerate(pictures)
            ),
            "collection": "default",
            "gallery_version": 0,
            "reply_queue": "web",
            "accepted_at": time.time(),
            "deadline": time.time() + 300,
        }
        return RecognitionRequest(**(fields | changes))

    def send(self, *pictures: str, **changes: Any) -> RecognitionRequest:
        """Store a picture, or two, and send the request for it."""
        request = self.request(*pictures, **changes)
        self.requests.send(REQUEST_CODEC.encode_text(request))
        return request

    def result(self, request: RecognitionRequest) -> JobResult:
        """Wait for a job's result document."""
        store, key = self.results[request.results_to], keys.result_key(request.job_id)
        wait_until(lambda: key in store.keys("results/"), SECONDS)
        return RESULT_CODEC.decode(store.get(key))

    def has_result(self, request: RecognitionRequest) -> bool:
        """Whether there is one now."""
        try:
            self.results[request.results_to].get(keys.result_key(request.job_id))
        except ObjectMissing:
            return False
        return True

    def reply(self) -> Reply:
        """Wait for the next reply."""
        (delivery,) = self.replies.receive(1, SECONDS)
        self.replies.delete(delivery)
        return REPLY_CODEC.decode(delivery.body)

    def wait_until_done(self) -> None:
        """Wait until no request is left."""
        wait_until(lambda: self.requests.depth().backlog == 0, SECONDS)

    def supervisor(self) -> Supervisor:
        """Return a worker in this world."""
        services = Services(
            requests=self.requests,
            reply_queue=self._reply_queue,
            images=self.images,
            results=self.results,
            state=self.state,
        )
        return assemble(
            settings=self.settings,
            services=services,
            engines=self.engines,
            ready=READY,
            shelf=MemoryShelf(),
            activity=self.activity,
            clock=time.time,
        )

    @contextmanager
    def working(self) -> Iterator[Supervisor]:
        """Run a worker while the block runs, then drain it."""
        supervisor = self.supervisor()
        supervisor.start()
        try:
            yield supervisor
        finally:
            for engine in self.engines:
                engine.may_answer.set()
            supervisor.drain()

    def _stored(self, key: str, picture: bytes) -> ImageRef:
        self.images.put(key, picture)
        digest = hashlib.sha256(picture).hexdigest()
        return ImageRef(key=key, sha256=digest, bytes=max(1, len(picture)))

    def _reply_queue(self, reply_queue_id: str) -> Queue:
        if reply_queue_id != "web":
            raise QueueMissing
        return self.replies
