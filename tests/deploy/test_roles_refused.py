"""No role may do another's work, nor harm what it works with."""

from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest
from moto.core.authorization import disable_iam_authentication

from ami.boot.user_data import Instructions
from tests.deploy.conftest import STACK, make_stack, told_by_user_data
from tests.deploy.roles import Roles, enforced
from tests.deploy.tiers import decide_once

Calls = Mapping[str, Callable[[], object]]


class Cloud:
    """Calls that nobody may make whose work it is not, by their names."""

    def __init__(self, stack: Mapping[str, str]) -> None:
        self._stack = stack

    def reads(self, bucket: str, key: str) -> Callable[[], object]:
        return lambda: boto3.client("s3").get_object(Bucket=self._stack[bucket], Key=key)

    def writes(self, bucket: str, key: str) -> Callable[[], object]:
        return lambda: boto3.client("s3").put_object(Bucket=self._stack[bucket], Key=key, Body=b"")

    def deletes(self, bucket: str, key: str) -> Callable[[], object]:
        return lambda: boto3.client("s3").delete_object(Bucket=self._stack[bucket], Key=key)

    def bucket(self, call: str, bucket: str, **more: Any) -> Callable[[], object]:
        return lambda: getattr(boto3.client("s3"), call)(Bucket=self._stack[bucket], **more)

    def queue(self, call: str, queue: str, **more: Any) -> Callable[[], object]:
        return lambda: getattr(boto3.client("sqs"), call)(QueueUrl=self._stack[queue], **more)

    def scales(self, group: str) -> Callable[[], object]:
        return lambda: boto3.client("autoscaling").set_desired_capacity(
            AutoScalingGroupName=self._stack[group], DesiredCapacity=1
        )

    @property
    def by_nobody(self) -> Calls:
        """Return what no machine has to do with."""
        return {
            "delete a bucket": self.bucket("delete_bucket", "InputBucketName"),
            "open a bucket": self.bucket("delete_public_access_block", "StateBucketName"),
            "change a bucket's policy": self.bucket("delete_bucket_policy", "StateBucketName"),
            "make a bucket": lambda: boto3.client("s3").create_bucket(Bucket="mine"),
            "list other buckets": lambda: boto3.client("s3").list_buckets(),
            "delete the request queue": self.queue("delete_queue", "RequestQueueUrl"),
            "purge the request queue": self.queue("purge_queue", "RequestQueueUrl"),
            "change the request queue": self.queue("set_queue_attributes", "RequestQueueUrl", Attributes={}),
            "make any queue": lambda: boto3.client("sqs").create_queue(QueueName="mine"),
            "grow the group": lambda: boto3.client("autoscaling").update_auto_scaling_group(
                AutoScalingGroupName=self._stack["WorkerGroupName"], MaxSize=1000
            ),
            "scale the web tier": self.scales("WebGroupName"),
            "take another role": lambda: boto3.client("sts").assume_role(
                RoleArn=self._stack["BuilderRoleArn"], RoleSessionName="me"
            ),
            "make a user": lambda: boto3.client("iam").create_user(UserName="me"),
            "change the machine image": lambda: boto3.client("ssm").put_parameter(
                Name="/facefleet/ami", Value="ami-1", Type="String", Overwrite=True
            ),
            "start a machine": lambda: boto3.client("ec2").run_instances(
                ImageId="ami-1", MinCount=1, MaxCount=1, InstanceType="c7a.large"
            ),
            "read the stack": lambda: boto3.client("cloudformation").describe_stacks(StackName=STACK),
            "read logs": lambda: boto3.client("logs").filter_log_events(logGroupName="/facefleet/faces/web"),
            "read another secret": lambda: boto3.client("secretsmanager").get_secret_value(
                SecretId="arn:aws:secretsmanager:us-east-1:123456789012:secret:other/database/1-abcdef"
            ),
        }


DATABASE_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:faces/database/1-abcdef"


def test_a_worker_is_refused_everybody_elses_work(stack: dict[str, str], roles: Roles) -> None:
    cloud = Cloud(stack)
    calls = {
        **cloud.by_nobody,
        "scale the workers": cloud.scales("WorkerGroupName"),
        "look at the group": lambda: boto3.client("autoscaling").describe_auto_scaling_groups(),
        "end a machine": lambda: boto3.client("ec2").terminate_instances(InstanceIds=["i-1"]),
        "read the database's password": lambda: boto3.client("secretsmanager").get_secret_value(
            SecretId=DATABASE_SECRET
        ),
        "change a picture": cloud.writes("InputBucketName", "images/1/0"),
        "delete a picture": cloud.deletes("InputBucketName", "images/1/0"),
        "delete a result": cloud.deletes("OutputBucketName", "results/1.json"),
        "answer a plain upload with a name": cloud.writes("OutputBucketName", "test_00"),
        "change a gallery": cloud.writes("StateBucketName", "galleries/default/manifest.json"),
        "read a crop": cloud.reads("StateBucketName", "crops/default/1.jpg"),
        "read another worker's heartbeat": cloud.reads("StateBucketName", "workers/i-1.json"),
        "tell a worker to drain": cloud.writes("StateBucketName", "drains/i-1"),
        "unmark a worker": cloud.deletes("StateBucketName", "drains/i-1"),
        "take the lease": cloud.writes("StateBucketName", "leases/controller.json"),
        "send a request": cloud.queue("send_message", "RequestQueueUrl", MessageBody="{}"),
        "take a dead letter": cloud.queue("receive_message", "DeadLetterQueueUrl"),
    }

    assert roles.allowed("WorkerRole", calls) == []


def test_the_web_tier_is_refused_everybody_elses_work(stack: dict[str, str], roles: Roles) -> None:
    cloud = Cloud(stack)
    calls = {
        **cloud.by_nobody,
        "scale the workers": cloud.scales("WorkerGroupName"),
        "end a machine": lambda: boto3.client("ec2").terminate_instances(InstanceIds=["i-1"]),
        "read a heartbeat": cloud.reads("StateBucketName", "workers/i-1.json"),
        "write a heartbeat": cloud.writes("StateBucketName", "workers/i-1.json"),
        "read a drain mark": cloud.reads("StateBucketName", "drains/i-1"),
        "tell a worker to drain": cloud.writes("StateBucketName", "drains/i-1"),
        "read the lease": cloud.reads("StateBucketName", "leases/controller.json"),
        "take the lease": cloud.writes("StateBucketName", "leases/controller.json"),
        "do the workers' work": cloud.queue("receive_message", "RequestQueueUrl"),
        "swallow a request": cloud.queue("delete_message", "RequestQueueUrl", ReceiptHandle="1"),
        "make a dead letter": cloud.queue("send_message", "DeadLetterQueueUrl", MessageBody="{}"),
    }

    assert roles.allowed("WebRole", calls) == []


def test_the_controller_sees_no_pictures_and_scales_nothing_else(stack: dict[str, str], roles: Roles) -> None:
    cloud = Cloud(stack)
    calls = {
        **cloud.by_nobody,
        "end a machine past its group": lambda: boto3.client("ec2").terminate_instances(InstanceIds=["i-1"]),
        "read the database's password": lambda: boto3.client("secretsmanager").get_secret_value(
            SecretId=DATABASE_SECRET
        ),
        "look at a picture": cloud.reads("InputBucketName", "images/1/0"),
        "list pictures": cloud.bucket("list_objects_v2", "InputBucketName"),
        "read a result": cloud.reads("OutputBucketName", "results/1.json"),
        "read a plain upload's result": cloud.reads("StateBucketName", "results/1.json"),
        "read a gallery": cloud.reads("StateBucketName", "galleries/default/manifest.json"),
        "read a crop": cloud.reads("StateBucketName", "crops/default/1.jpg"),
        "forge a heartbeat": cloud.writes("StateBucketName", "workers/i-1.json"),
        "do the workers' work": cloud.queue("receive_message", "RequestQueueUrl"),
        "send a request": cloud.queue("send_message", "RequestQueueUrl", MessageBody="{}"),
    }

    assert roles.allowed("ControllerRole", calls) == []


def test_the_image_builder_touches_nothing_that_runs(stack: dict[str, str], ami: str, roles: Roles) -> None:
    cloud = Cloud(stack)
    its_own = ("change the machine image", "start a machine")
    calls = {
        **{name: call for name, call in cloud.by_nobody.items() if name not in its_own},
        "change another parameter": lambda: boto3.client("ssm").put_parameter(
            Name="/other", Value="1", Type="String"
        ),
        "scale the workers": cloud.scales("WorkerGroupName"),
        "look at a picture": cloud.reads("InputBucketName", "images/1/0"),
        "read a gallery": cloud.reads("StateBucketName", "galleries/default/manifest.json"),
        "read the database's password": lambda: boto3.client("secretsmanager").get_secret_value(
            SecretId=DATABASE_SECRET
        ),
        "do the workers' work": cloud.queue("receive_message", "RequestQueueUrl"),
        "change a role": lambda: boto3.client("iam").put_role_policy(
            RoleName="any", PolicyName="more", PolicyDocument="{}"
        ),
        "publish an image": lambda: boto3.client("ec2").modify_image_attribute(
            ImageId=ami, LaunchPermission={"Add": [{"Group": "all"}]}
        ),
        "give a machine a role": lambda: boto3.client("ec2").associate_iam_instance_profile(
            IamInstanceProfile={"Name": "any"}, InstanceId="i-1"
        ),
    }

    assert roles.allowed("BuilderRole", calls) == []


def test_the_web_tier_alone_may_read_the_databases_password(stack: dict[str, str], roles: Roles) -> None:
    with disable_iam_authentication():
        made = boto3.client("secretsmanager").create_secret(Name="faces/database/1", SecretString="{}")
    roles.take("WebRole")

    answer = boto3.client("secretsmanager").get_secret_value(SecretId=made["ARN"])

    assert answer["SecretString"] == "{}"


def test_beside_the_web_tier_the_controller_scales_under_the_web_tiers_role(
    network: dict[str, str], ami: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = make_stack({**network, "ControllerPlacement": "beside-web"})
    told: dict[str, Instructions] = told_by_user_data()
    boto3.client("sqs").send_message(QueueUrl=stack["RequestQueueUrl"], MessageBody="{}")

    with enforced(STACK, monkeypatch) as roles:
        roles.take("WebRole")
        decision = decide_once(told["web+controller"].settings)

        assert decision.start == 1
        assert roles.refused == []
        assert roles.allowed("ControllerRole", {"scale": Cloud(stack).scales("WorkerGroupName")}) == ["scale"]
