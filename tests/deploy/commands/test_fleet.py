"""`status` and `roll` while there are workers."""

import itertools
import time
from typing import Any

import pytest
from moto.autoscaling.models import autoscaling_backends
from moto.ec2.models.launch_templates import LaunchTemplate

from controller.lease import LEASE_CODEC, LeaseDocument
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import LEASE_KEY, heartbeat_key
from tests.deploy.commands.conftest import Cloud

pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse AWS")

GROUP = "facefleet-workers"


@pytest.fixture
def following_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a group name its template's newest version after an update, as the stack says; moto forgets to."""
    make_version = LaunchTemplate.update_from_cloudformation_json

    def update(**parts: Any) -> LaunchTemplate:
        template = make_version(**parts)
        for group in autoscaling_backends[parts["account_id"]][
            parts["region_name"]
        ].autoscaling_groups.values():
            policy = (group.mixed_instances_policy or {}).get("LaunchTemplate", {})
            named = policy.get("LaunchTemplateSpecification", {})
            if named.get("LaunchTemplateId") == template.id:
                named["Version"] = str(template.latest_version_number)
        return template

    monkeypatch.setattr(LaunchTemplate, "update_from_cloudformation_json", staticmethod(update))


def launch(cloud: Cloud, count: int) -> list[str]:
    client = cloud.client("autoscaling")
    client.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=count)
    found = client.describe_auto_scaling_groups(AutoScalingGroupNames=[GROUP])["AutoScalingGroups"][0]
    return [each["InstanceId"] for each in found["Instances"]]


def end(cloud: Cloud, worker: str) -> None:
    cloud.client("autoscaling").terminate_instance_in_auto_scaling_group(
        InstanceId=worker, ShouldDecrementDesiredCapacity=True
    )


def heartbeat(worker: str) -> bytes:
    return HEARTBEAT_CODEC.encode(
        Heartbeat(
            worker_id=worker,
            state=WorkerState.BUSY,
            slots=2,
            images_done=17,
            mean_service_seconds=0.03,
            reported_at=time.time(),
        )
    )


def test_status_tells_of_queue_workers_and_who_leads(cloud: Cloud) -> None:
    places = cloud.up()
    silent, busy = sorted(launch(cloud, 2))
    s3, sqs = cloud.client("s3"), cloud.client("sqs")
    s3.put_object(Bucket=places["state_bucket"], Key=heartbeat_key(busy), Body=heartbeat(busy))
    lease = LEASE_CODEC.encode(LeaseDocument(holder="i-controller", renewals=3))
    s3.put_object(Bucket=places["state_bucket"], Key=LEASE_KEY, Body=lease)
    for _ in range(3):
        sqs.send_message(QueueUrl=places["request_queue"], MessageBody="a request")
    sqs.send_message(QueueUrl=places["dead_letter_queue"], MessageBody="one that failed")

    read = cloud.read("status")

    assert (read["queue"]["visible"], read["dead_letters"]["visible"]) == (3, 1)
    assert read["controller"] == "i-controller"
    workers = {each["instance_id"]: each for each in read["workers"]}
    assert (workers[busy]["state"], workers[busy]["images_done"]) == ("busy", 17)
    assert workers[busy]["silent_seconds"] < 60
    assert workers[silent]["state"] is None
    shown = cloud.run("status").stdout
    assert "has said nothing yet" in shown
    assert "2, of which 0 run an older template" in shown


def test_roll_gives_new_machines_the_image_and_follows_until_no_old_worker_is_left(
    cloud: Cloud, following_groups: None
) -> None:
    cloud.up()
    old = launch(cloud, 3)
    seen: list[dict[str, Any]] = []

    def controller_drains_one(_seconds: float) -> None:
        seen.append(cloud.read("status"))
        end(cloud, old.pop())

    before = cloud.read("status")["image"]
    cloud.meanwhile = controller_drains_one

    rolled = cloud.run("roll", "--parameter", "/facefleet/next")

    assert rolled.exit_code == 0, rolled.output
    assert "2 of 2 workers run an older image" in rolled.stderr
    assert "1 of 1 workers run an older image" in rolled.stderr
    assert [each["old_workers"] for each in seen] == [3, 2, 1]  # the first while the update is followed
    after = cloud.read("status")
    assert (after["old_workers"], after["image"] != before) == (0, True)


def test_roll_writes_the_named_image_into_the_parameter(cloud: Cloud) -> None:
    cloud.up()
    image = cloud.client("ssm").get_parameter(Name="/facefleet/next")["Parameter"]["Value"]

    rolled = cloud.read("roll", "--image", image)

    assert rolled == {"image": image, "parameter": "/facefleet/ami", "old_workers": 0}
    assert cloud.client("ssm").get_parameter(Name="/facefleet/ami")["Parameter"]["Value"] == image


def test_roll_asks_before_it_replaces_the_machine_that_bears_the_database(cloud: Cloud) -> None:
    cloud.up("DatabaseKind=none", "WebMax=1")

    rolled = cloud.run("roll", "--image", "ami-2222222222", answer="n\n")

    assert (rolled.exit_code, "Nothing was done." in rolled.stderr) == (0, True)
    assert "jobs are lost" in rolled.stderr
    named = cloud.client("ssm").get_parameter(Name="/facefleet/ami")["Parameter"]["Value"]
    assert named == "ami-1111111111"


def test_roll_gives_up_in_time_and_says_what_goes_on(cloud: Cloud, following_groups: None) -> None:
    cloud.up()
    launch(cloud, 1)

    rolled = cloud.run("roll", "--parameter", "/facefleet/next", "--timeout", "9")

    assert rolled.exit_code == 1
    assert "after 9 s" in rolled.stderr
    assert "goes on replacing old workers" in rolled.stderr


def test_ctrl_c_says_what_goes_on_without_us(cloud: Cloud, following_groups: None) -> None:
    cloud.up()
    launch(cloud, 1)

    pauses = itertools.count()

    def ctrl_c_once_the_stack_is_updated(_seconds: float) -> None:
        if next(pauses):
            raise KeyboardInterrupt

    cloud.meanwhile = ctrl_c_once_the_stack_is_updated

    rolled = cloud.run("roll", "--parameter", "/facefleet/next")

    assert rolled.exit_code == 130
    assert "goes on replacing old workers" in rolled.stderr
    assert "python -m deploy status" in rolled.stderr
