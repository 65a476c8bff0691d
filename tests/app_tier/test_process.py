"""A worker as it is run: its own process, real engines, the embedded endpoint over HTTP."""

import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from pipeline import keys, provision
from pipeline.aws import s3_client, sqs_client
from pipeline.errors import ObjectMissing
from pipeline.heartbeat import HEARTBEAT_CODEC, WorkerState
from pipeline.messages import REQUEST_CODEC, ImageRef, RecognitionRequest
from pipeline.outcomes import Outcome
from pipeline.queues.sqs import SqsQueue
from pipeline.results import RESULT_CODEC
from pipeline.settings import PipelineSettings
from pipeline.stores.s3 import S3Store
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the embedded S3/SQS endpoint; yield its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("endpoint")
    environment = {
        "PATH": os.environ["PATH"],
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "SERVICES": "s3,sqs",
        "STATE_DIR": str(folder),
        "TMPDIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen([sys.executable, "-m", "ministack"], env=environment, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    wait_until(lambda: answers(url), seconds=30)
    yield url
    process.kill()
    process.wait()


@pytest.fixture(autouse=True)
def settings(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> PipelineSettings:
    """Point this process and its children at the endpoint, and make what a worker needs there."""
    variables = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "FACEFLEET_WORKER_ID": "w1",
        "FACEFLEET_SLOTS": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = PipelineSettings()
    provision.ensure_buckets(s3_client(), settings)
    provision.ensure_request_queues(sqs_client(), settings)
    return settings


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 (our own process on localhost)
    except OSError as error:
        return hasattr(error, "code")  # an HTTP answer, whatever it says
    return True


def noise(seed: int) -> bytes:
    """Return a picture that keeps the detector busy for a while."""
    pixels = np.random.default_rng(seed).integers(0, 256, (1400, 2000, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG")
    return stream.getvalue()


def send(settings: PipelineSettings, picture: bytes) -> str:
    """Store a picture, send its request, return the job's id."""
    job_id = uuid.uuid4().hex
    S3Store(s3_client(), settings.input_bucket).put(keys.image_key(job_id), picture)
    ref = ImageRef(key=keys.image_key(job_id), sha256=hashlib.sha256(picture).hexdigest(), bytes=len(picture))
    request = RecognitionRequest(
        job_id=job_id,
        images=(ref,),
        collection="default",
        gallery_version=0,
        reply_queue="nobody",
        accepted_at=time.time(),
        deadline=time.time() + 300,
    )
    queue = SqsQueue(sqs_client(), provision.queue_url(sqs_client(), settings.request_queue))
    queue.send(REQUEST_CODEC.encode_text(request))
    return job_id


def reported(store: S3Store) -> WorkerState | None:
    try:
        return HEARTBEAT_CODEC.decode(store.get(keys.heartbeat_key("w1"))).state
    except ObjectMissing:
        return None


def test_a_worker_told_to_stop_finishes_what_it_holds_and_leaves_nothing_behind(
    settings: PipelineSettings,
) -> None:
    state, output = (
        S3Store(s3_client(), bucket) for bucket in (settings.state_bucket, settings.output_bucket)
    )
    queue = SqsQueue(sqs_client(), provision.queue_url(sqs_client(), settings.request_queue))
    worker = subprocess.Popen([sys.executable, "-m", "app_tier"], cwd=ROOT, stderr=subprocess.PIPE)
    wait_until(lambda: reported(state) is WorkerState.IDLE, seconds=30)
    processes = psutil.Process(worker.pid).children(recursive=True)
    jobs = {send(settings, noise(seed)) for seed in range(10)}
    wait_until(lambda: queue.depth().in_flight > 0, seconds=30)

    worker.send_signal(signal.SIGTERM)
    _, log = worker.communicate(timeout=60)

    answered = {Path(key).stem for key in output.keys("results/")}
    assert worker.returncode == 0, log.decode()
    assert queue.depth().in_flight == 0
    assert 0 < len(answered) < len(jobs) == len(answered) + queue.depth().visible
    assert all(
        RESULT_CODEC.decode(output.get(keys.result_key(job_id))).outcome is Outcome.NO_FACE
        for job_id in answered
    )
    assert reported(state) is None
    assert psutil.wait_procs(processes, timeout=10)[1] == []


def test_wrong_settings_end_it_with_code_2_and_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEFLEET_SLOTS", "0")
    monkeypatch.setenv("FACEFLEET_READ_AHEAD", "-1")

    finished = subprocess.run(
        [sys.executable, "-m", "app_tier"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert finished.returncode == 2
    assert "FACEFLEET_SLOTS" in finished.stderr and "FACEFLEET_READ_AHEAD" in finished.stderr
