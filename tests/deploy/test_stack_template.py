"""What the template says of things that moto cannot make, or does not look at."""

from typing import Any

import pytest

from deploy.cost import load_prices
from deploy.cost.effort import UTILISATION
from tests.deploy.template import Json, resources, template
from web_tier.settings import WebSettings


@pytest.mark.parametrize("name", resources("AWS::S3::Bucket"))
def test_a_bucket_is_nobody_elses(name: str) -> None:
    bucket = resources("AWS::S3::Bucket")[name]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_pictures_and_what_machines_left_expire() -> None:
    assert expiring("InputBucket") == {"": {"Ref": "ImagesKeptDays"}}
    assert expiring("OutputBucket") == {}
    assert expiring("StateBucket") == {
        "drains/": 1,
        "leases/": 1,
        "workers/": 1,
        "ami-builds/": 1,
        "malformed/": 30,
    }


@pytest.mark.parametrize("name", resources("AWS::S3::Bucket"))
def test_unfinished_uploads_are_given_up(name: str) -> None:
    rules = resources("AWS::S3::Bucket")[name]["LifecycleConfiguration"]["Rules"]

    assert {"DaysAfterInitiation": 1} in [rule.get("AbortIncompleteMultipartUpload") for rule in rules]
    assert {rule["Status"] for rule in rules} == {"Enabled"}


def expiring(bucket: str) -> Json:
    """Return after how many days what expires in a bucket, by its prefix."""
    rules = resources("AWS::S3::Bucket")[bucket]["LifecycleConfiguration"]["Rules"]
    return {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}


@pytest.mark.parametrize("name", resources("AWS::S3::Bucket"))
def test_a_bucket_is_reached_by_tls_alone(name: str) -> None:
    policy = next(
        each for each in resources("AWS::S3::BucketPolicy").values() if each["Bucket"] == {"Ref": name}
    )

    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [{"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}/*"}],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


@pytest.mark.parametrize("name", resources("AWS::SQS::Queue"))
def test_a_queue_is_encrypted_and_reached_by_tls_alone(name: str) -> None:
    policies = resources("AWS::SQS::QueuePolicy").values()
    policy = next(each for each in policies if each["Queues"] == [{"Ref": name}])

    assert resources("AWS::SQS::Queue")[name]["SqsManagedSseEnabled"] is True
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": {"Fn::GetAtt": [name, "Arn"]},
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def test_connections_outlive_the_longest_answer_on_both_sides_of_the_load_balancer() -> None:
    attributes = resources("AWS::ElasticLoadBalancingV2::LoadBalancer")["LoadBalancer"][
        "LoadBalancerAttributes"
    ]
    idle = next(int(each["Value"]) for each in attributes if each["Key"] == "idle_timeout.timeout_seconds")
    told = template()["Resources"]["WebLaunchTemplate"]["Properties"]["LaunchTemplateData"]["UserData"]

    leaving = resources("AWS::ElasticLoadBalancingV2::TargetGroup")["WebTargets"]["TargetGroupAttributes"]

    assert WebSettings.model_fields["job_deadline_seconds"].default < idle
    assert leaving == [{"Key": "deregistration_delay.timeout_seconds", "Value": str(idle)}]
    # a web process that closes first might close while the load balancer sends
    assert f"FACEFLEET_KEEPALIVE_SECONDS={idle + 10}\n" in told["Fn::Base64"]["Fn::Sub"][0]


def test_workers_have_no_scaling_policy() -> None:
    policies = resources("AWS::AutoScaling::ScalingPolicy").values()

    assert [each["AutoScalingGroupName"] for each in policies] == [{"Ref": "WebGroup"}]


def test_an_update_leaves_running_workers_to_the_controller() -> None:
    workers = template()["Resources"]["WorkerGroup"]

    assert "UpdatePolicy" not in workers
    assert "DesiredCapacity" not in workers["Properties"]


def test_web_machines_are_replaced_one_by_one_the_new_one_first_where_there_is_room() -> None:
    rolling = template()["Resources"]["WebGroup"]["UpdatePolicy"]["AutoScalingRollingUpdate"]

    assert rolling["MaxBatchSize"] == 1
    # CloudFormation takes only what is less than the group's maximum
    assert rolling["MinInstancesInService"] == {"Fn::If": ["WebCanGrow", {"Ref": "WebMin"}, 0]}


def test_an_update_goes_on_only_when_the_new_web_machine_answers() -> None:
    group = template()["Resources"]["WebGroup"]
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]

    assert rolling["WaitOnResourceSignals"] is True
    assert group["CreationPolicy"]["ResourceSignal"]["Count"] == {"Ref": "WebMin"}
    assert group["CreationPolicy"]["ResourceSignal"]["Timeout"] == rolling["PauseTime"]


def test_the_web_tier_grows_where_the_cost_page_has_it_grow() -> None:
    policy = resources("AWS::AutoScaling::ScalingPolicy")["WebScaling"]["TargetTrackingConfiguration"]
    machine = load_prices().machine(template()["Parameters"]["WebInstanceType"]["Default"])

    assert policy["TargetValue"] == pytest.approx(100 * machine.sustained * UTILISATION)


def test_web_machines_come_after_whichever_listener_asks_for_their_health() -> None:
    (tag,) = template()["Resources"]["WebGroup"]["Properties"]["Tags"]

    assert tag["Value"] == {"Fn::If": ["HasCertificate", {"Ref": "HttpsListener"}, {"Ref": "HttpListener"}]}


def test_deleting_the_stack_keeps_people() -> None:
    database = template()["Resources"]["Database"]

    assert (database["DeletionPolicy"], database["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")


def test_the_databases_password_stands_nowhere() -> None:
    password = resources("AWS::RDS::DBInstance")["Database"]["MasterUserPassword"]["Fn::Sub"]

    assert password == "{{resolve:secretsmanager:${DatabaseSecret}:SecretString:password}}"
    assert not [name for name in template()["Parameters"] if "assword" in name]


ALARMS = {
    "DeadLettersAlarm": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "GreaterThanThreshold", 0),
    "OldRequestsAlarm": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "GreaterThanThreshold", 300),
    "ControllerSilentAlarm": ("own", "Decisions", "LessThanThreshold", 1),
    "ControllerBlindAlarm": ("own", "Holds", "GreaterThanThreshold", 0),
    "WebErrorsAlarm": ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "GreaterThanThreshold", 10),
    "WebGoneAlarm": ("AWS/ApplicationELB", "HealthyHostCount", "LessThanThreshold", 1),
}


def test_somebody_is_told_when_something_is_wrong() -> None:
    alarms = resources("AWS::CloudWatch::Alarm")

    assert {name: _watched(alarm) for name, alarm in alarms.items()} == ALARMS
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in alarms.values())


def _watched(alarm: Json) -> tuple[Any, ...]:
    namespace = alarm["Namespace"] if isinstance(alarm["Namespace"], str) else "own"
    return namespace, alarm["MetricName"], alarm["ComparisonOperator"], alarm["Threshold"]


@pytest.mark.parametrize("name", ["ControllerSilentAlarm", "WebGoneAlarm"])
def test_silence_is_an_alarm(name: str) -> None:
    assert resources("AWS::CloudWatch::Alarm")[name]["TreatMissingData"] == "breaching"
    # but not while the stack is being made
    assert template()["Resources"][name]["DependsOn"] == "WebGroup"


def test_alarms_watch_figures_that_the_controllers_lines_make() -> None:
    made = {
        filter["MetricTransformations"][0]["MetricName"]: filter["MetricTransformations"][0][
            "MetricNamespace"
        ]
        for filter in resources("AWS::Logs::MetricFilter").values()
    }
    own = [
        each for each in resources("AWS::CloudWatch::Alarm").values() if isinstance(each["Namespace"], dict)
    ]

    assert len(own) == 2
    for alarm in own:
        assert made[alarm["MetricName"]] == alarm["Namespace"]


def test_the_budget_warns_before_it_is_spent() -> None:
    (budget,) = resources("AWS::Budgets::Budget").values()
    warnings = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]

    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "BudgetUsdPerMonth"}, "Unit": "USD"}
    assert [(each["NotificationType"], each["Threshold"]) for each in warnings] == [
        ("ACTUAL", 80),
        ("FORECASTED", 100),
    ]


SOUND = {
    "DatabaseKind": "rds",
    "WebMax": "2",
    "CertificateArn": "",
    "AllowedCidr": "203.0.113.0/24",
    "DomainName": "",
    "HostedZoneId": "",
}


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        ({"DatabaseKind": "none"}, ["SqliteIsOneMachine"]),
        ({"DatabaseKind": "none", "WebMax": "1"}, []),
        ({"AllowedCidr": "0.0.0.0/0"}, ["PlainHttpIsNotForEverybody"]),
        ({"CertificateArn": "arn", "AllowedCidr": "0.0.0.0/0"}, ["CertificatesHaveNames"]),
        ({"CertificateArn": "arn", "AllowedCidr": "0.0.0.0/0", "DomainName": "faces.example.org"}, []),
        ({"HostedZoneId": "Z1"}, ["ZonesHaveNames"]),
    ],
)
def test_parameters_that_do_not_fit_are_refused(changes: dict[str, str], broken: list[str]) -> None:
    assert broken_rules({**SOUND, **changes}) == broken


def broken_rules(parameters: dict[str, str]) -> list[str]:
    """Return the names of the template's rules that these parameters break."""
    return [
        name
        for name, rule in template()["Rules"].items()
        if _holds(rule["RuleCondition"], parameters)
        and not all(_holds(each["Assert"], parameters) for each in rule["Assertions"])
    ]


def _holds(condition: Json, parameters: dict[str, str]) -> bool:
    ((function, arguments),) = condition.items()
    if function == "Fn::Not":
        return not _holds(arguments[0], parameters)
    assert function == "Fn::Equals"
    left, right = (parameters[each["Ref"]] if isinstance(each, dict) else each for each in arguments)
    return bool(left == right)
