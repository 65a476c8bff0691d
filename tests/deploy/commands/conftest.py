"""The deploy command against moto's server, over HTTP as against AWS."""

import copy
import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import pytest
import requests
import yaml
from botocore.loaders import JSONFileLoader
from click.testing import CliRunner, Result
from moto.server import ThreadedMotoServer

from deploy.__main__ import main

ADDRESSES = "AllowedCidr=203.0.113.0/24"


@dataclass
class Cloud:
    """A made-up AWS behind an address, and the command that talks to it."""

    url: str
    region: str = "us-east-1"
    #: What happens while a command waits: nothing, unless a test says otherwise.
    meanwhile: Callable[[float], object] = field(default=lambda seconds: None)

    def run(self, *arguments: str, answer: str | None = None) -> Result:
        """Run the command; `answer` is what its user types."""
        endpoint = () if arguments[0] == "cost" else ("--endpoint-url", self.url, "--region", self.region)
        return CliRunner().invoke(main, [*arguments, *endpoint], input=answer, obj=self.meanwhile)

    def read(self, *arguments: str) -> Any:
        """Run the command, which must go well, and return the JSON that it writes."""
        finished = self.run(*arguments, "--json")
        assert finished.exit_code == 0, finished.output
        return json.loads(finished.stdout)

    def up(self, *settings: str) -> Any:
        """Make or change the stack."""
        return self.read(
            "up", "--yes", "--set", ADDRESSES, *(part for each in settings for part in ("--set", each))
        )

    def client(self, service: str) -> Any:
        """Return a client of the made-up AWS."""
        session: Any = boto3.Session("test", "test", region_name=self.region)
        return session.client(service, endpoint_url=self.url)

    def stacks(self) -> list[str]:
        """Return the names of all stacks."""
        return [each["StackName"] for each in self.client("cloudformation").describe_stacks()["Stacks"]]


@pytest.fixture(scope="session")
def read_once() -> Iterator[None]:
    """Have botocore read each service's description once, and moto each template: seconds for every test."""
    loader, parse = JSONFileLoader(), cache(yaml.load)
    read = cache(loader.load_file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda self, path: read(path))
        patch.setattr(yaml, "load", lambda text, Loader: copy.deepcopy(parse(text, Loader)))  # noqa: N803
        yield


@pytest.fixture(scope="session")
def server(read_once: None) -> Iterator[str]:
    """moto's server, without its thousand machine images, which take seconds to load."""
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    for each in ("werkzeug", "moto"):  # lines for every call, and for every kind that moto leaves out
        logging.getLogger(each).setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    del os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"]


@pytest.fixture
def empty_cloud(server: str, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """An account with nothing in it but its default network."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    requests.post(f"{server}/moto-api/reset", timeout=10).raise_for_status()
    return Cloud(url=server)


@pytest.fixture
def cloud(empty_cloud: Cloud) -> Cloud:
    """The same with two machine images, the first of which is the one that machines shall have."""
    ssm = empty_cloud.client("ssm")
    ssm.put_parameter(Name="/facefleet/ami", Value="ami-1111111111", Type="String")
    ssm.put_parameter(Name="/facefleet/next", Value="ami-2222222222", Type="String")
    return empty_cloud
