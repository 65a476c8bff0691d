"""What goes wrong on the way, and what the commands then say and put right."""

from collections.abc import Callable
from typing import Any

import pytest
from moto.cloudformation.models import CloudFormationBackend, Stack, cloudformation_backends
from moto.cloudformation.parsing import ResourceMap
from moto.ssm.models import SimpleSystemManagerBackend

from tests.deploy.commands.conftest import ADDRESSES, Cloud

pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse AWS")

GROUP = "facefleet-workers"


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have every change of a stack end so from now on: moto's never fail."""
    carry_out = CloudFormationBackend.execute_change_set

    def ends(status: str) -> None:
        def fail(self: Any, change_set_name: str, stack_name: str | None = None) -> None:
            carry_out(self, change_set_name, stack_name)
            stack = next(each for each in self.stacks.values() if each.name == stack_name)
            stack.status = status
            stack._add_stack_event("UPDATE_FAILED", "Received 0 SUCCESS signal(s)")

        # CloudFormation reads the image anew at every update, moto compares the names of its parameter
        monkeypatch.setattr(Stack, "has_parameters", lambda self, parameters: False)
        monkeypatch.setattr(CloudFormationBackend, "execute_change_set", fail)

    return ends


def groups(cloud: Cloud) -> dict[str, tuple[int, int]]:
    found = cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return {each["AutoScalingGroupName"]: (each["MinSize"], each["MaxSize"]) for each in found}


def named(cloud: Cloud) -> str:
    value: str = cloud.client("ssm").get_parameter(Name="/facefleet/ami")["Parameter"]["Value"]
    return value


def write(cloud: Cloud, image: str) -> None:
    cloud.client("ssm").put_parameter(Name="/facefleet/ami", Value=image, Overwrite=True)


def test_an_image_that_the_stack_did_not_take_is_taken_out_of_the_parameter(
    cloud: Cloud, fails: Callable[[str], None]
) -> None:
    cloud.up()
    fails("UPDATE_ROLLBACK_COMPLETE")

    rolled = cloud.run("roll", "--image", "ami-2222222222")

    assert rolled.exit_code == 1
    assert "Received 0 SUCCESS signal(s)" in rolled.stderr
    assert "/facefleet/ami names ami-1111111111 again" in rolled.stderr
    assert named(cloud) == "ami-1111111111"


def test_an_image_that_cannot_be_put_back_does_not_hide_why_the_roll_failed(
    cloud: Cloud, fails: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.up()
    fails("UPDATE_ROLLBACK_COMPLETE")
    put: Any = SimpleSystemManagerBackend.put_parameter

    def forgets_the_old(self: Any, name: str, about: str, value: str, *more: Any, **named: Any) -> Any:
        return put(self, name, about, "ami-2222222222", *more, **named)

    monkeypatch.setattr(SimpleSystemManagerBackend, "put_parameter", forgets_the_old)

    rolled = cloud.run("roll", "--image", "ami-2222222222")

    assert rolled.exit_code == 1
    assert "ami-1111111111 could not be put back" in rolled.stderr
    assert "Error: The stack is now UPDATE_ROLLBACK_COMPLETE" in rolled.stderr


def test_after_a_bake_that_the_stack_did_not_take_the_way_back_is_told(
    cloud: Cloud, fails: Callable[[str], None]
) -> None:
    cloud.up()
    before = cloud.read("status")["image"]
    write(cloud, "ami-3333333333")
    fails("UPDATE_ROLLBACK_COMPLETE")

    rolled = cloud.run("roll")

    assert rolled.exit_code == 1
    assert f"`python -m deploy roll --image {before}`" in rolled.stderr
    assert named(cloud) == "ami-3333333333"


def test_another_parameter_that_the_stack_did_not_take_needs_no_way_back(
    cloud: Cloud, fails: Callable[[str], None]
) -> None:
    cloud.up()
    fails("UPDATE_ROLLBACK_COMPLETE")

    rolled = cloud.run("roll", "--parameter", "/facefleet/next")

    assert (rolled.exit_code, "--image" in rolled.stderr) == (1, False)


def test_up_and_plan_tell_that_a_change_takes_the_only_database_along(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.up("DatabaseKind=none", "WebMax=1")
    changed = {"Modify": {"WebLaunchTemplate": {"ResourceType": "AWS::EC2::LaunchTemplate"}}}
    # moto does not know what a new image changes
    monkeypatch.setattr(ResourceMap, "build_change_set_actions", lambda self, template: changed)
    monkeypatch.setattr(Stack, "has_parameters", lambda self, parameters: False)

    planned = cloud.run("plan")
    asked = cloud.run("up", "--set", "AlarmEmail=you@example.org", answer="n\n")

    assert "jobs are lost" in planned.stderr
    assert "jobs are lost" in asked.stderr
    assert "Nothing was done." in asked.stderr


def test_a_change_that_leaves_the_web_machine_alone_frightens_nobody(cloud: Cloud) -> None:
    cloud.up("DatabaseKind=none", "WebMax=1")

    asked = cloud.run("up", "--set", "ImagesKeptDays=3", answer="n\n")

    assert "Nothing was done." in asked.stderr
    assert "lost" not in asked.stderr


def test_up_after_a_down_that_did_not_end_gives_the_groups_their_sizes_again(cloud: Cloud) -> None:
    cloud.up("WorkerMax=7")
    before = groups(cloud)
    for name in before:
        cloud.client("autoscaling").update_auto_scaling_group(
            AutoScalingGroupName=name, MinSize=0, MaxSize=0, DesiredCapacity=0
        )

    again = cloud.run("up", "--yes")

    assert again.exit_code == 0, again.output
    assert groups(cloud) == before
    assert before[GROUP] == (0, 7)
    assert f"The group {GROUP} may have 0 to 0 machines" in again.stderr


def test_a_group_that_aws_keeps_from_launching_is_told_and_launches_again_after_up(cloud: Cloud) -> None:
    cloud.up()
    cloud.client("autoscaling").suspend_processes(AutoScalingGroupName=GROUP, ScalingProcesses=["Launch"])

    assert cloud.read("status")["launches_not"] == {GROUP: "no reason given"}
    assert f"{GROUP} launches nobody" in cloud.run("status").stdout
    again = cloud.run("up", "--yes")

    assert f"The group {GROUP} was kept from launching machines" in again.stderr
    assert cloud.read("status")["launches_not"] == {}
    assert f"The group {GROUP}" not in cloud.run("up", "--yes").stderr


def test_a_first_creation_that_fails_is_left_to_be_looked_at_until_down(
    cloud: Cloud, fails: Callable[[str], None]
) -> None:
    fails("CREATE_FAILED")

    made = cloud.run("up", "--yes", "--set", ADDRESSES)

    assert made.exit_code == 1
    assert "is left as it is" in made.stderr
    assert "It costs money: `python -m deploy down` removes it" in made.stderr
    assert cloud.run("down", "--yes").exit_code == 0
    assert cloud.stacks() == []


def test_an_update_that_fails_is_not_said_to_be_left(cloud: Cloud, fails: Callable[[str], None]) -> None:
    cloud.up()
    fails("UPDATE_ROLLBACK_COMPLETE")

    changed = cloud.run("up", "--yes", "--set", "ImagesKeptDays=3")

    assert (changed.exit_code, "left as it is" in changed.stderr) == (1, False)


@pytest.mark.parametrize("command", ["up", "plan"])
def test_a_stack_that_is_being_deleted_is_waited_for_and_not_judged(cloud: Cloud, command: str) -> None:
    client = cloud.client("cloudformation")
    body = '{"Resources": {"Any": {"Type": "AWS::SNS::Topic"}}}'  # it shows no parameters, as an empty one
    client.create_stack(StackName="facefleet", TemplateBody=body)
    going = next(iter(cloudformation_backends["123456789012"][cloud.region].stacks.values()))
    going.status = "DELETE_IN_PROGRESS"
    cloud.meanwhile = lambda _seconds: client.delete_stack(StackName=going.stack_id)

    finished = cloud.run(command, "--set", ADDRESSES, *(["--yes"] if command == "up" else []))

    assert finished.exit_code == 0, finished.output
    assert "DELETE_IN_PROGRESS; waiting" in finished.stderr
    assert cloud.stacks() == (["facefleet"] if command == "up" else [])


def test_a_stack_of_somebody_else_that_could_not_be_deleted_is_left_alone(cloud: Cloud) -> None:
    client = cloud.client("cloudformation")
    client.create_stack(
        StackName="facefleet", TemplateBody='{"Resources": {"Any": {"Type": "AWS::SNS::Topic"}}}'
    )
    going = next(iter(cloudformation_backends["123456789012"][cloud.region].stacks.values()))
    going.status = "DELETE_IN_PROGRESS"

    def deletion_fails(_seconds: float) -> None:
        going.status = "DELETE_FAILED"

    cloud.meanwhile = deletion_fails

    finished = cloud.run("up", "--yes", "--set", ADDRESSES)

    assert (finished.exit_code, "not Facefleet's" in finished.stderr) == (2, True), finished.output
