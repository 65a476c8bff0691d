"""What moto's IAM enforcement lacks: which resource a call is about, and which permission a batch takes.

moto knows the resource at S3, IAM, STS and existing queues; elsewhere it takes "*", which a policy for one
resource does not allow. It knows no conditions: what hangs on them is asserted over the template.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from moto.autoscaling.models import autoscaling_backends
from moto.iam.access_control import IAMPolicy, IAMRequestBase

ACCOUNT, REGION = "123456789012", "us-east-1"
_HERE = f"{REGION}:{ACCOUNT}"

#: Permissions that go by another name than the call.
_PERMISSIONS = {"sqs:DeleteMessageBatch": "sqs:DeleteMessage"}


def _group(name: str) -> str:
    return f"arn:aws:autoscaling:{_HERE}:autoScalingGroup:some-id:autoScalingGroupName/{name}"


def _group_of(instance_id: str) -> str:
    groups = autoscaling_backends[ACCOUNT][REGION].autoscaling_groups.values()
    names = (
        each.name for each in groups for state in each.instance_states if state.instance.id == instance_id
    )
    return _group(next(names, "none"))


_RESOURCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "sqs:CreateQueue": lambda call: f"arn:aws:sqs:{_HERE}:{call['QueueName']}",
    "sqs:GetQueueUrl": lambda call: f"arn:aws:sqs:{_HERE}:{call['QueueName']}",
    "autoscaling:SetDesiredCapacity": lambda call: _group(call["AutoScalingGroupName"]),
    "autoscaling:UpdateAutoScalingGroup": lambda call: _group(call["AutoScalingGroupName"]),
    "autoscaling:TerminateInstanceInAutoScalingGroup": lambda call: _group_of(call["InstanceId"]),
    "logs:CreateLogStream": lambda call: (
        f"arn:aws:logs:{_HERE}:log-group:{call['logGroupName']}:log-stream:one"
    ),
    "logs:PutLogEvents": lambda call: f"arn:aws:logs:{_HERE}:log-group:{call['logGroupName']}:log-stream:one",
    "secretsmanager:GetSecretValue": lambda call: str(call["SecretId"]),
    "ec2:RunInstances": lambda _: f"arn:aws:ec2:{_HERE}:instance/new",
    "ec2:StopInstances": lambda call: f"arn:aws:ec2:{_HERE}:instance/{call['InstanceId.1']}",
    "ec2:TerminateInstances": lambda call: f"arn:aws:ec2:{_HERE}:instance/{call['InstanceId.1']}",
    "ec2:CreateSecurityGroup": lambda _: f"arn:aws:ec2:{_HERE}:security-group/new",
    "ec2:DeleteSecurityGroup": lambda call: f"arn:aws:ec2:{_HERE}:security-group/{call['GroupId']}",
    "ec2:CreateImage": lambda call: f"arn:aws:ec2:{_HERE}:instance/{call['InstanceId']}",
    "ec2:DeregisterImage": lambda call: f"arn:aws:ec2:{REGION}::image/{call['ImageId']}",
    "ec2:DeleteSnapshot": lambda call: f"arn:aws:ec2:{REGION}::snapshot/{call['SnapshotId']}",
    "ssm:GetParameter": lambda call: f"arn:aws:ssm:{_HERE}:parameter{call['Name']}",
    "ssm:PutParameter": lambda call: f"arn:aws:ssm:{_HERE}:parameter{call['Name']}",
}


def complete(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have moto ask the policies about the resource that each call is about; return what it will refuse."""
    refused: list[str] = []
    check, read = IAMRequestBase.check_action_permitted, IAMPolicy.__init__

    def check_with_resource(request: IAMRequestBase, resource: str) -> None:
        request._action = _PERMISSIONS.get(request._action, request._action)
        named = _RESOURCES.get(request._action)
        asked = named(_parameters(request)) if named else resource
        try:
            check(request, asked)
        except Exception:
            refused.append(f"{request._action} on {asked}")
            raise

    def read_any(policy: IAMPolicy, document: object) -> None:
        # moto's CloudFormation keeps policies of roles as it read them, and expects text here
        read(policy, json.dumps(document) if isinstance(document, dict) else document)

    monkeypatch.setattr(IAMRequestBase, "check_action_permitted", check_with_resource)
    monkeypatch.setattr(IAMPolicy, "__init__", read_any)
    return refused


def _parameters(request: IAMRequestBase) -> dict[str, Any]:
    if request._body.startswith(b"{"):
        parsed: dict[str, Any] = json.loads(request._body)
        return parsed
    data: dict[str, Any] = request._data  # of which moto says that it is all text
    return {name: values[0] if isinstance(values, list) else values for name, values in data.items()}
