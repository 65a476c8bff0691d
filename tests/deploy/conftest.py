"""A made-up AWS: a network, a machine image, and the stack on it."""

import base64
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from ami.boot.user_data import Instructions, read_user_data
from tests.deploy.roles import Roles, enforced
from tests.deploy.template import PATH

STACK = "faces"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let moto leave out what it cannot make (alarms, policies of queues, …), which it warns of."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning"))


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep every call within this process, away from whoever's account the environment names."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


@pytest.fixture
def network(cloud: None) -> dict[str, str]:
    """The parameters that say where: the account's default network."""
    ec2 = boto3.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    ids = ",".join(subnet["SubnetId"] for subnet in subnets[:2])
    return {"VpcId": vpc, "SubnetIds": ids, "AllowedCidr": "203.0.113.0/24"}


@pytest.fixture
def ami(cloud: None) -> str:
    """A machine image whose id is where the stack looks for it."""
    image = boto3.client("ec2").register_image(Name="facefleet", RootDeviceName="/dev/xvda")["ImageId"]
    boto3.client("ssm").put_parameter(Name="/facefleet/ami", Value=image, Type="String")
    return image


def make_stack(parameters: Mapping[str, str]) -> dict[str, str]:
    """Make the stack; return its outputs."""
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=PATH.read_text(),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    made = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    assert made["StackStatus"] == "CREATE_COMPLETE"
    return {output["OutputKey"]: output["OutputValue"] for output in made["Outputs"]}


@pytest.fixture
def stack(network: dict[str, str], ami: str) -> dict[str, str]:
    """The stack with nothing but defaults; its outputs."""
    return make_stack(network)


def told_by_user_data() -> dict[str, Instructions]:
    """Return what the machines of each launch template are told, by their roles (`web+controller`)."""
    versions = boto3.client("ec2").describe_launch_template_versions(Versions=["$Latest"])
    texts = [
        base64.b64decode(version["LaunchTemplateData"]["UserData"]).decode()
        for version in versions["LaunchTemplateVersions"]
    ]
    told = [read_user_data(text) for text in texts]
    return {"+".join(each.roles): each for each in told}


@pytest.fixture
def told(stack: dict[str, str]) -> dict[str, Instructions]:
    """What the stack's machines read from their user data."""
    return told_by_user_data()


@pytest.fixture
def roles(told: dict[str, Instructions], monkeypatch: pytest.MonkeyPatch) -> Iterator[Roles]:
    """The stack's roles, whose policies hold from now on."""
    with enforced(STACK, monkeypatch) as taken:
        yield taken
