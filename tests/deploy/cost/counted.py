"""The real web tier and a real worker on moto's S3 and SQS, every call counted. The engine is made up."""

import hashlib
import io
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import numpy as np
from apiflask import APIFlask
from PIL import Image

from app_tier.activity import Activity
from app_tier.assembly import Services, assemble
from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis, DetectedFace
from app_tier.engine_child import Ready
from app_tier.gallery.shelves import MemoryShelf
from app_tier.settings import WorkerSettings
from deploy.cost.requests import Requests
from pipeline.aws import s3_client, sqs_client
from pipeline.messages import Options, ResultStore
from pipeline.provision import ensure_buckets, ensure_request_queues
from pipeline.queues.sqs import named_queue
from pipeline.results import Box, ImageSize, ModelId, Quality
from pipeline.stores.s3 import S3Store
from web_tier.app import create_app
from web_tier.composition import compose
from web_tier.database import upgrade
from web_tier.process import Process
from web_tier.settings import WebSettings
from web_tier.wsgi import outside_of

READY = Ready(
    model=ModelId(pack="made", version="1", embeddings="made"),
    calibration=Calibration(handicap=0.04, curve=((0.01, 0.4), (0.1, 0.6))),
)
SLOTS = 2  #: as a c7a.large has


def picture(number: int) -> bytes:
    """Return a small picture unlike all others."""
    buffer = io.BytesIO()
    Image.new("RGB", (100, 80), (number % 256, number // 256, 7)).save(buffer, "PNG")
    return buffer.getvalue()


class MadeEngine:
    """Finds in every picture one face, of somebody never seen."""

    def start(self) -> Ready:
        """Be ready."""
        return READY

    def kill(self) -> None:
        """Have nothing to end."""

    def analyse(self, data: bytes, options: Options) -> Analysis:
        """Return a face whose embedding is the picture's own."""
        seed = int.from_bytes(hashlib.sha256(data).digest()[:4])
        face = DetectedFace(
            box=Box(left=10, top=10, width=40, height=40),
            confidence=1.0,
            landmarks=(),
            quality=Quality(brightness=50, sharpness=50, size=40),
            embedding=np.random.default_rng(seed).standard_normal(128).astype(np.float32),
            crop=b"a face" if options.crops else None,
        )
        return Analysis(image=ImageSize(width=100, height=80), faces=(face,), timings={"detect": 1.0})


class Calls:
    """Counts calls as they are charged; polls that brought nothing are not a picture's."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def note(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        """Count one answered call; botocore calls this."""
        empty = model.name == "ReceiveMessage" and not parsed.get("Messages")
        with self._lock:
            self._counts[f"{model.name}{' in vain' if empty else ''}"] += 1

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._counts.clear()

    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    def per_image(self, images: int) -> Requests:
        """Return what one picture made."""
        messages = ("SendMessage", "ReceiveMessage", "DeleteMessageBatch", "DeleteMessage")
        return Requests(
            puts=(self["PutObject"] + self["ListObjectsV2"]) / images,
            gets=self["GetObject"] / images,
            messages=sum(self[name] for name in messages) / images,
        )


@contextmanager
def counted_calls() -> Iterator[Calls]:
    """Count the calls of all clients that are made inside the block."""
    calls = Calls()
    boto3.setup_default_session()
    session = boto3.DEFAULT_SESSION
    assert session is not None
    session.events.register("after-call", calls.note)
    try:
        yield calls
    finally:
        boto3.DEFAULT_SESSION = None


@contextmanager
def service(folder: Path) -> Iterator[APIFlask]:
    """Run a web tier and a worker while the block runs."""
    settings = WebSettings(database_url=f"sqlite:///{folder}/facefleet.db", poll_seconds=1)
    upgrade(settings.database_url)
    ensure_buckets(s3_client(), settings)
    ensure_request_queues(sqs_client(), settings)
    with closing(outside_of(settings)) as outside:
        web = compose(settings, outside)
        app, process = create_app(web.services), Process(web)
        process.start()
        try:
            with _worker():
                yield app
        finally:
            process.stop()


def post_all(app: APIFlask, numbers: Sequence[int], fields: dict[str, str]) -> list[bytes]:
    """Post made pictures, four at a time, and return their answers; each must be answered."""

    def post(number: int) -> bytes:
        form = {**fields, "image": (io.BytesIO(picture(number)), "made.png")}
        answer = app.test_client().post("/api/v1/recognitions?wait=20", data=form)
        assert answer.status_code == 200, answer.text
        body: bytes = answer.data
        return body

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(post, numbers))


@contextmanager
def _worker() -> Iterator[None]:
    s3, sqs, settings = s3_client(), sqs_client(), WorkerSettings(worker_id="w1", slots=SLOTS)
    output, state = S3Store(s3, settings.output_bucket), S3Store(s3, settings.state_bucket)
    supervisor = assemble(
        settings=settings,
        services=Services(
            requests=named_queue(sqs, settings.request_queue),
            reply_queue=cache(lambda key: named_queue(sqs, settings.reply_queue_prefix + key)),
            images=S3Store(s3, settings.input_bucket),
            results={ResultStore.OUTPUT: output, ResultStore.STATE: state},
            state=state,
        ),
        engines=[MadeEngine() for _ in range(SLOTS)],
        ready=READY,
        shelf=MemoryShelf(),
        activity=Activity(worker_id="w1", slots=SLOTS, clock=time.time),
        clock=time.time,
    )
    supervisor.start()
    try:
        yield
    finally:
        supervisor.drain()
