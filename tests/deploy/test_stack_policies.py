"""The roles' policies word by word: a permission more is a change of this page."""

import pytest

from tests.deploy.template import Json, resources

ALLOWED = {
    "WebRole": {
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "sqs:GetQueueUrl",
        "sqs:GetQueueAttributes",
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:CreateQueue",
        "sqs:SetQueueAttributes",
        "sqs:DeleteQueue",
        "cloudformation:SignalResource",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    },
    "WorkerRole": {
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:SendMessage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    },
    "ControllerPolicy": {
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "sqs:GetQueueUrl",
        "sqs:GetQueueAttributes",
        "autoscaling:SetDesiredCapacity",
        "autoscaling:TerminateInstanceInAutoScalingGroup",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplates",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    },
    "DatabasePolicy": {"secretsmanager:GetSecretValue"},
    "BuilderRole": {
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeSnapshots",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "ec2:RunInstances",
        "ec2:StopInstances",
        "ec2:TerminateInstances",
        "ec2:CreateSecurityGroup",
        "ec2:DeleteSecurityGroup",
        "ec2:CreateImage",
        "ec2:DeregisterImage",
        "ec2:DeleteSnapshot",
        "ec2:CreateTags",
        "ssm:GetParameter",
        "ssm:PutParameter",
    },
}


def documents() -> dict[str, list[Json]]:
    """Return the statements of every policy for a role, by the logical name of the role or the policy."""
    inline = {
        name: [
            statement
            for policy in role.get("Policies", [])
            for statement in policy["PolicyDocument"]["Statement"]
        ]
        for name, role in resources("AWS::IAM::Role").items()
    }
    apart = {
        name: each["PolicyDocument"]["Statement"] for name, each in resources("AWS::IAM::Policy").items()
    }
    return {name: statements for name, statements in {**inline, **apart}.items() if statements}


def listed(value: object) -> list[object]:
    """Return one thing or several as a list."""
    return value if isinstance(value, list) else [value]


EVERY_STATEMENT = [statement for statements in documents().values() for statement in statements]


def test_each_role_may_do_what_is_listed_here_and_nothing_else() -> None:
    actions = {
        name: {action for statement in statements for action in listed(statement["Action"])}
        for name, statements in documents().items()
    }

    assert actions == ALLOWED


@pytest.mark.parametrize("statement", EVERY_STATEMENT, ids=lambda statement: statement["Sid"])
def test_a_statement_names_actions_and_what_they_are_done_to(statement: Json) -> None:
    actions = listed(statement["Action"])

    assert statement["Effect"] == "Allow"
    assert not [action for action in actions if "*" in str(action)]
    if statement["Resource"] == "*":  # IAM knows no resources for these
        assert all(":Describe" in str(action) for action in actions)


def test_a_web_machine_signals_its_own_stack_alone() -> None:
    (signal,) = (each for each in documents()["WebRole"] if "cloudformation:" in str(each["Action"]))

    assert signal["Resource"]["Fn::Sub"].endswith(":stack/${AWS::StackName}/*")


def test_the_web_tiers_controller_is_the_only_thing_that_roles_share() -> None:
    assert {name: each["Roles"] for name, each in resources("AWS::IAM::Policy").items()} == {
        "ControllerPolicy": {
            "Fn::If": [
                "ControllerIsApart",
                [{"Ref": "ControllerRole"}],
                [{"Ref": "ControllerRole"}, {"Ref": "WebRole"}],
            ]
        },
        "DatabasePolicy": [{"Ref": "WebRole"}],
    }


@pytest.mark.parametrize("name", ["WebRole", "WorkerRole", "ControllerPolicy", "BuilderRole"])
def test_whoever_reads_a_bucket_may_list_it(name: str) -> None:
    # to others S3 answers 403 where an object is missing, which the code would take for an outage
    statements = documents()[name]
    listings = [each for each in statements if each["Action"] == "s3:ListBucket"]
    lists = {resource["Fn::GetAtt"][0] for each in listings for resource in listed(each["Resource"])}  # type: ignore[index]

    assert _read_by(statements) == lists


def _read_by(statements: list[Json]) -> set[str]:
    reads = [each for each in statements if "s3:GetObject" in listed(each["Action"])]
    resources = [resource["Fn::Sub"] for each in reads for resource in listed(each["Resource"])]  # type: ignore[index]
    return {text.removeprefix("${").split(".")[0] for text in resources}


OWN = {"StringLike": {"aws:ResourceTag/Name": "facefleet-*-builder"}}
NEW = {"StringLike": {"aws:RequestTag/Name": "facefleet-*-builder"}}
CONDITIONS = {
    "NewMachine": NEW,
    "OwnMachine": OWN,
    "NewGroup": NEW,
    "OwnGroup": OWN,
    "OwnImages": {"Null": {"aws:ResourceTag/facefleet:built-at": "false"}},
    "TagsOfWhatIsNew": {
        "StringEquals": {"ec2:CreateAction": ["RunInstances", "CreateSecurityGroup", "CreateImage"]}
    },
}


def test_the_builder_is_bound_to_what_bears_its_name() -> None:
    # moto knows no conditions: whether they hold is not tried, only that they stand there
    conditions = {
        each["Sid"]: each["Condition"] for each in documents()["BuilderRole"] if "Condition" in each
    }

    assert conditions == CONDITIONS


def test_the_builder_tags_only_in_the_call_that_makes_a_thing() -> None:
    # whoever may tag a snapshot that is there makes it one of the builder's, and may delete it
    tagging = [each for each in documents()["BuilderRole"] if "ec2:CreateTags" in listed(each["Action"])]

    assert [list(each["Condition"]["StringEquals"]) for each in tagging] == [["ec2:CreateAction"]]


def test_machines_alone_take_the_tiers_roles() -> None:
    machines = [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    trusted = {
        name: role["AssumeRolePolicyDocument"]["Statement"]
        for name, role in resources("AWS::IAM::Role").items()
    }

    assert {name for name, statement in trusted.items() if statement == machines} == {
        "WebRole",
        "WorkerRole",
        "ControllerRole",
    }
