"""Fleets of every kind, each on ground of its own."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from moto import mock_aws
from moto.server import ThreadedMotoServer

from controller.backoff import Backoff
from controller.launches import Launches
from controller.sessions import end_sessions
from tests.controller.cases import Case
from tests.controller.clock import Clock
from tests.controller.ec2.case import Ec2Case
from tests.controller.ec2.cloud import Clients, Cloud
from tests.controller.process_case import ProcessCase
from tests.waiting import wait_until


@pytest.fixture
def process_case(tmp_path: Path) -> Iterator[ProcessCase]:
    launches = Launches(
        backoff=Backoff(first_seconds=60, most_seconds=60), steady_seconds=0, clock=time.monotonic
    )
    case = ProcessCase(folder=tmp_path, launches=launches)
    yield case
    sessions = case.run_folder.sessions().values()
    end_sessions(sessions, patience_seconds=0, hurry=threading.Event())
    wait_until(case.all_are_buried, seconds=10)
    assert case.all_are_buried()  # once more: a fleet reaps its own child only after another one buried it


@pytest.fixture(scope="session")
def clients() -> Clients:
    return clients_of(url=None)


@pytest.fixture
def cloud(clients: Clients) -> Iterator[Cloud]:
    """A worker group within this process. Its clock begins with the machine's, which moto goes by."""
    with mock_aws(), new_cloud(clients).listening() as cloud:
        yield cloud


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """Serve moto over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def served_clients(moto_url: str) -> Clients:
    return clients_of(url=moto_url)


@pytest.fixture
def served_cloud(served_clients: Clients, moto_url: str) -> Iterator[Cloud]:
    """A worker group that is reached as AWS is, over HTTP."""
    requests.post(f"{moto_url}/moto-api/reset", timeout=10).raise_for_status()
    with new_cloud(served_clients).listening() as cloud:
        yield cloud


def clients_of(url: str | None) -> Clients:
    """Return clients that keep away from whoever's account the environment names."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        if url:
            environment.setenv("AWS_ENDPOINT_URL", url)
        return Clients()


def new_cloud(clients: Clients) -> Cloud:
    cloud = Cloud(clients, Clock(now=time.time()))
    cloud.make_group(LaunchTemplate={"LaunchTemplateId": cloud.make_template(), "Version": "1"})
    return cloud


@pytest.fixture(params=["processes", "machines", "machines over HTTP"])
def case(request: pytest.FixtureRequest) -> Case:
    """Every kind of fleet, each with its own hand of fate."""
    if request.param == "processes":
        processes: ProcessCase = request.getfixturevalue("process_case")
        return processes
    return Ec2Case(request.getfixturevalue("cloud" if request.param == "machines" else "served_cloud"))
