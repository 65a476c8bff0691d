"""The same queue and store three times: in memory, on moto, and on the embedded endpoint over HTTP."""

import itertools
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from moto import mock_aws

from pipeline import aws, provision
from pipeline.queue import Queue
from pipeline.queues.memory import MemoryQueue
from pipeline.queues.sqs import SqsQueue
from pipeline.settings import PipelineSettings
from pipeline.store import ObjectStore
from pipeline.stores.memory import MemoryStore
from pipeline.stores.s3 import S3Store
from scripts.local.ports import free_port
from tests.waiting import wait_until

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

BACKENDS = ["memory", "moto", "endpoint"]
T = TypeVar("T")
_numbers = itertools.count(1)


@pytest.fixture
def dummy_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from whoever's account the environment names."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture(scope="session")
def endpoint_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the embedded S3/SQS endpoint once for all tests."""
    folder = tmp_path_factory.mktemp("endpoint")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        env=_endpoint_environment(folder, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    wait_until(lambda: _answers(url), seconds=30)
    yield url
    process.kill()
    process.wait()


def _endpoint_environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "SERVICES": "s3,sqs",
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "TMPDIR": str(folder),
    }


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_ministack/health", timeout=1):  # noqa: S310 (own endpoint)
            return True
    except OSError:
        return False


@pytest.fixture
def pipeline_settings() -> PipelineSettings:
    """Buckets and queues of this test's own, since the endpoint outlives it."""
    number = next(_numbers)
    return PipelineSettings(
        input_bucket=f"input-{number}",
        output_bucket=f"output-{number}",
        state_bucket=f"state-{number}",
        request_queue=f"requests-{number}",
        dead_letter_queue=f"dead-{number}",
        visibility_seconds=30,
        max_receives=2,
    )


def closed_after(request: pytest.FixtureRequest, client: "S3Client | SQSClient") -> None:
    """Close a client's connections when the test ends."""
    request.addfinalizer(client.close)


@pytest.fixture(params=BACKENDS)
def queues(
    request: pytest.FixtureRequest, pipeline_settings: PipelineSettings
) -> Iterator[tuple[Queue, Queue]]:
    """A request queue and its dead-letter queue."""
    if request.param == "memory":
        dead = MemoryQueue()
        yield MemoryQueue(visibility_seconds=30, dead_letters=dead, max_receives=2), dead
        return
    yield from _on_aws(request, lambda: _sqs_queues(request, pipeline_settings))


def _sqs_queues(request: pytest.FixtureRequest, settings: PipelineSettings) -> tuple[Queue, Queue]:
    client = aws.sqs_client()
    closed_after(request, client)
    provision.ensure_request_queues(client, settings)
    names = (settings.request_queue, settings.dead_letter_queue)
    main, dead = (SqsQueue(client, provision.queue_url(client, name)) for name in names)
    return main, dead


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, pipeline_settings: PipelineSettings) -> Iterator[ObjectStore]:
    """An empty bucket."""
    if request.param == "memory":
        yield MemoryStore()
        return
    yield from _on_aws(request, lambda: _s3_store(request, pipeline_settings))


def _s3_store(request: pytest.FixtureRequest, settings: PipelineSettings) -> ObjectStore:
    client = aws.s3_client()
    closed_after(request, client)
    provision.ensure_buckets(client, settings)
    return S3Store(client, settings.state_bucket)


def _on_aws(request: pytest.FixtureRequest, make: Callable[[], T]) -> Iterator[T]:
    request.getfixturevalue("dummy_credentials")
    if request.param == "moto":
        with mock_aws():
            yield make()
    else:
        monkeypatch = request.getfixturevalue("monkeypatch")
        monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("endpoint_url"))
        yield make()
