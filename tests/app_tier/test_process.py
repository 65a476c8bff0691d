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
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from pipeline import keys, provision
from pipeline.aws import s3_client, sqs_client
from pipeline.errors import ObjectMissing
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.messages import REQUEST_CODEC, ImageRef, RecognitionRequest
from pipeline.outcomes import Outcome
from pipeline.queue import Depth
from pipeline.queues.sqs import SqsQueue
from pipeline.results import RESULT_CODEC
from pipeline.settings import PipelineSettings
from pipeline.stores.s3 import S3Store
from tests.app_tier.metadata_service import metadata_service
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(360)]


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
        # each test's own: what a killed worker still waits for at the endpoint takes another's requests
        "FACEFLEET_REQUEST_QUEUE": f"requests-{uuid.uuid4().hex}",
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


def heartbeat(store: S3Store) -> Heartbeat | None:
    try:
        return HEARTBEAT_CODEC.decode(store.get(keys.heartbeat_key("w1")))
    except ObjectMissing:
        return None


def reported(store: S3Store) -> WorkerState | None:
    report = heartbeat(store)
    return report.state if report else None


@contextmanager
def running_worker(state: S3Store, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker until it idles; kill it at the end, should it still live."""
    state.delete(keys.heartbeat_key("w1"))
    worker = subprocess.Popen(
        [sys.executable, "-m", "app_tier"], cwd=ROOT, env={**os.environ, **variables}, stderr=subprocess.PIPE
    )
    try:
        wait_until(lambda: reported(state) is WorkerState.IDLE, seconds=90)
        yield worker
    finally:
        worker.kill()
        worker.communicate()


def test_a_worker_told_to_stop_finishes_what_it_holds_and_leaves_nothing_behind(
    settings: PipelineSettings,
) -> None:
    state, output = (
        S3Store(s3_client(), bucket) for bucket in (settings.state_bucket, settings.output_bucket)
    )
    queue = SqsQueue(sqs_client(), provision.queue_url(sqs_client(), settings.request_queue))
    pictures = [noise(seed) for seed in range(10)]
    with running_worker(state) as worker:
        processes = psutil.Process(worker.pid).children(recursive=True)
        with frozen_engine(worker):
            jobs = {send(settings, picture) for picture in pictures}
            wait_until(lambda: queue.depth().in_flight > 0, seconds=30)
            worker.send_signal(signal.SIGTERM)
            wait_until(lambda: reported(state) is WorkerState.DRAINING, seconds=30)
        _, log = worker.communicate(timeout=60)

    answered = {Path(key).stem for key in output.keys("results/")}
    assert worker.returncode == 0, log.decode()
    assert queue.depth().in_flight == 0
    assert 0 < len(answered) < len(jobs) == len(answered) + queue.depth().visible
    assert all(
        RESULT_CODEC.decode(output.get(keys.result_key(job_id))).outcome is Outcome.NO_FACE
        for job_id in answered
    )
    assert reported(state) is WorkerState.STOPPED
    assert psutil.wait_procs(processes, timeout=10)[1] == []


def test_a_marked_worker_ends_well_and_its_last_report_stays(settings: PipelineSettings) -> None:
    state = S3Store(s3_client(), settings.state_bucket)
    with running_worker(state, FACEFLEET_DRAIN_LOOK_SECONDS="0.05") as worker:
        state.put(keys.drain_key("w1"), b"1000.0")

        assert worker.wait(timeout=30) == 0

    report = heartbeat(state)
    state.delete(keys.drain_key("w1"))
    assert report is not None and report.state is WorkerState.STOPPED
    assert not report.interrupted


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen as the systemd of the workers that the test starts."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


def test_a_worker_that_was_marked_before_it_was_ready_takes_no_work(
    settings: PipelineSettings, systemd: socket.socket
) -> None:
    state = S3Store(s3_client(), settings.state_bucket)
    queue = SqsQueue(sqs_client(), provision.queue_url(sqs_client(), settings.request_queue))
    send(settings, noise(1))
    state.put(keys.drain_key("w1"), b"1000.0")

    finished = subprocess.run(
        [sys.executable, "-m", "app_tier"],
        cwd=ROOT,
        env={**os.environ, "FACEFLEET_DRAIN_LOOK_SECONDS": "0.05"},
        capture_output=True,
        timeout=120,
        check=False,
    )

    report = heartbeat(state)
    state.delete(keys.drain_key("w1"))
    assert finished.returncode == 0
    assert report is not None and report.state is WorkerState.STOPPED and report.boot is None
    assert queue.depth() == Depth(visible=1, in_flight=0)
    assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"STOPPING=1"]  # no failed start


def test_a_spot_machine_that_is_taken_away_drains_and_says_so(settings: PipelineSettings) -> None:
    state = S3Store(s3_client(), settings.state_bucket)
    with metadata_service() as service:
        variables = {"FACEFLEET_INSTANCE_METADATA": service.url}
        with running_worker(state, **variables) as worker:
            service.announce()
            assert worker.wait(timeout=30) == 0

    report = heartbeat(state)
    assert report is not None and report.interrupted and report.state is WorkerState.STOPPED


def test_systemd_hears_when_it_is_ready_and_the_report_says_how_long_that_took(
    settings: PipelineSettings, systemd: socket.socket
) -> None:
    state = S3Store(s3_client(), settings.state_bucket)
    with running_worker(state, WATCHDOG_USEC="30000") as worker:
        first = systemd.recv(100)
        wait_until(lambda: systemd.recv(100) == b"WATCHDOG=1", seconds=30)
        report = heartbeat(state)
        worker.terminate()
        wait_until(lambda: systemd.recv(100) == b"STOPPING=1", seconds=30)
        worker.wait(timeout=30)

    assert first == b"READY=1"
    assert report is not None and report.boot is not None
    assert set(report.boot.phases) == {"machine", "process", "load", "self_test"}
    assert report.boot.phases["load"] > 0.1


def test_systemd_watches_a_draining_worker_and_counts_its_seconds_only_once_it_holds_nothing(
    settings: PipelineSettings, systemd: socket.socket
) -> None:
    state = S3Store(s3_client(), settings.state_bucket)
    with running_worker(state, WATCHDOG_USEC="30000", FACEFLEET_DRAIN_LOOK_SECONDS="0.05") as worker:
        with frozen_engine(worker):
            send(settings, noise(1))
            wait_until(lambda: reported(state) is WorkerState.BUSY, seconds=30)
            state.put(keys.drain_key("w1"), b"1000.0")
            wait_until(lambda: reported(state) is WorkerState.DRAINING, seconds=30)
            first = systemd.recv(100)
            heard = {systemd.recv(100) for _ in range(100)}  # more than a socket keeps from before
        wait_until(lambda: systemd.recv(100) == b"STOPPING=1", seconds=30)

        assert worker.wait(timeout=30) == 0

    state.delete(keys.drain_key("w1"))
    assert (first, heard) == (b"READY=1", {b"WATCHDOG=1"})


@contextmanager
def frozen_engine(worker: subprocess.Popen[bytes]) -> Iterator[None]:
    """Keep the worker's engine from answering while the block runs."""
    (engine,) = (each for each in psutil.Process(worker.pid).children() if each.name() == "face-engine")
    engine.suspend()
    try:
        yield
    finally:
        engine.resume()


def test_a_worker_that_fails_its_self_test_receives_nothing_and_does_not_look_drained(
    settings: PipelineSettings,
) -> None:
    state = S3Store(s3_client(), settings.state_bucket)
    state.delete(keys.heartbeat_key("w1"))
    queue = SqsQueue(sqs_client(), provision.queue_url(sqs_client(), settings.request_queue))
    send(settings, noise(1))

    finished = subprocess.run(
        [sys.executable, "-m", "tests.app_tier.failing_worker"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert finished.returncode == 1
    assert "The self-test failed: It finds" in finished.stderr
    assert reported(state) is WorkerState.STARTING
    assert queue.depth().visible == 1


def test_wrong_settings_end_it_with_code_2_and_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEFLEET_SLOTS", "0")
    monkeypatch.setenv("FACEFLEET_READ_AHEAD", "-1")

    finished = subprocess.run(
        [sys.executable, "-m", "app_tier"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert finished.returncode == 2
    assert "FACEFLEET_SLOTS" in finished.stderr and "FACEFLEET_READ_AHEAD" in finished.stderr
