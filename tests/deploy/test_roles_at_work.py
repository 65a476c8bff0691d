"""Each tier does its work under its own role, with the settings of its own launch template."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.core.authorization import disable_iam_authentication

from ami.bake.builder import Builders
from ami.bake.cloud import Cloud
from ami.bake.depot import Depot
from ami.bake.images import Images
from ami.bake.order import Order
from ami.bake.patience import Patience
from ami.bake.publishing import Publisher
from ami.bake.tidying import BUILT_AT
from ami.boot.journal import Line
from ami.boot.ship_logs import Stream
from ami.boot.user_data import Instructions
from tests.ami.moto_gaps import tag_snapshots_with_their_image
from tests.deploy.roles import Roles
from tests.deploy.tiers import Web, WorkerMachine, decide_once
from tests.waiting import wait_until
from tests.web_tier.world import picture
from web_tier.database import upgrade


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """A database with empty tables."""
    url = f"sqlite:///{tmp_path / 'facefleet.db'}"
    upgrade(url)
    return url


@pytest.fixture
def web(told: dict[str, Instructions], roles: Roles, database_url: str) -> Iterator[Web]:
    """A web machine."""
    roles.take("WebRole")
    machine = Web(told["web"].settings, database_url)
    yield machine
    machine.close()


@pytest.fixture
def worker(told: dict[str, Instructions], roles: Roles) -> WorkerMachine:
    """A worker's machine."""
    roles.take("WorkerRole")
    return WorkerMachine(told["worker"].settings, "i-0123456789abcdef0")


@pytest.fixture(autouse=True)
def nothing_is_refused(roles: Roles) -> Iterator[None]:
    """Hold every test to it: much of the code gets over a refusal, and does less."""
    yield
    assert roles.refused == []


def test_people_are_enrolled_recognised_and_deleted(web: Web, worker: WorkerMachine) -> None:
    web.tier.inbox.step()  # makes the response queue
    ada = web.client.post("/api/v1/people", json={"name": "Ada"}).get_json()["id"]

    with worker.working():
        enrolled = web.result(web.post(f"/api/v1/people/{ada}/faces"))
        recognised = web.result(web.post("/api/v1/recognitions"))
        named = web.client.post("/", data={"inputFile": (io.BytesIO(picture()), "test_00.png")})
    web.tier.inbox.step()
    deleted = web.client.delete(f"/api/v1/people/{ada}")

    assert enrolled["status"] == "done"
    assert [face["match"]["name"] for face in recognised["faces"]] == ["Ada"]
    assert named.text == "test_00:Ada"
    assert deleted.get_json()["pending"] == 0


def test_the_web_tier_is_ready_keeps_up_and_cleans_up(web: Web, stack: dict[str, str]) -> None:
    assert set(web.tier.services.readiness.report().values()) == {"ok"}
    web.tier.inbox.step()
    with disable_iam_authentication():
        boto3.client("sqs").send_message(QueueUrl=stack["DeadLetterQueueUrl"], MessageBody="nonsense")

    web.tier.sweeper.step()
    web.tier.reply_queues.step()
    web.tier.dead_letters.step()
    for chore in web.tier.chores:
        assert chore.try_once(), chore.name
    web.tier.reply_queues.close()

    with disable_iam_authentication():
        kept = boto3.client("s3").list_objects_v2(Bucket=stack["StateBucketName"], Prefix="malformed/")
        queues = boto3.client("sqs").list_queues(QueueNamePrefix=stack["ReplyQueuePrefix"])
    assert kept["KeyCount"] == 1
    assert "QueueUrls" not in queues


def test_the_controller_launches_a_worker_drains_it_and_ends_it(
    web: Web, told: dict[str, Instructions], roles: Roles
) -> None:
    asked = web.post("/api/v1/recognitions")
    controller = told["controller"].settings

    roles.take("ControllerRole")
    assert decide_once(controller).start == 1
    (machine,) = _machines_of("faces-workers")
    roles.take("WorkerRole")
    worker = WorkerMachine(told["worker"].settings, machine)
    with worker.working():
        assert web.result(asked)["status"] == "done"
        # the answer is urgent, the end of the request is not
        wait_until(lambda: web.outside.requests.depth().backlog == 0, 10)
        wait_until(lambda: worker.has_said("idle"), 10)
        roles.take("ControllerRole")
        assert decide_once(controller).drain == (machine,)
        assert worker.mark.is_there()
    assert decide_once(controller).retire == (machine,)

    assert _machines_of("faces-workers") == []


def test_lines_go_to_the_log_group_of_the_role(told: dict[str, Instructions], roles: Roles) -> None:
    for role, name in {"WebRole": "web", "WorkerRole": "worker", "ControllerRole": "controller"}.items():
        roles.take(role)
        group = f"{told[name].settings['FACEFLEET_LOG_GROUP']}/{name}"
        stream = Stream(boto3.client("logs"), group, "i-0123456789abcdef0")
        stream.open()
        stream.send([Line(cursor="", written_at=int(time.time() * 1000), text=name)])

    with disable_iam_authentication():
        events = boto3.client("logs").filter_log_events(logGroupName="/facefleet/faces/worker")["events"]
    assert [event["message"] for event in events] == ["worker"]


def test_an_image_is_built_published_and_removed_again(
    stack: dict[str, str], ami: str, roles: Roles, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag_snapshots_with_their_image(monkeypatch)
    roles.take("BuilderRole")
    cloud = Cloud()
    patience = Patience(seconds=10, tell=lambda _: None, clock=time.monotonic, pause=lambda _: None)
    builders, images = Builders(cloud.ec2, patience), Images(cloud.ec2, patience)
    publisher = Publisher(cloud.ssm, patience)
    depot = Depot(cloud.s3, stack["StateBucketName"], patience.tell)
    order = Order(instance_type="c7a.large", base_image=ami)

    with depot.holding(b"source", build="1", seconds=60) as parcel:
        assert depot.report(parcel) == {}
        with builders.running(order, builders.base_image(order), "facefleet-1", "#!/bin/sh") as machine:
            builders.stop(machine)
            image = images.take(machine, "facefleet-1", {BUILT_AT: "2026-01-01T00:00:00+00:00"})
    publisher.publish(image, "/facefleet/ami")
    (built,) = images.all()
    assert publisher.published("/facefleet/ami") == built.id
    assert built.id not in images.in_use()
    images.remove(built)

    assert images.all() == []


def _machines_of(group: str) -> list[str]:
    with disable_iam_authentication():
        found = boto3.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    return [each["InstanceId"] for each in found["AutoScalingGroups"][0]["Instances"]]
