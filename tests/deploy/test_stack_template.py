"""What the template says of things that moto cannot make, or does not look at."""

import re

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


@pytest.mark.parametrize("group", ["WorkerGroup", "ControllerGroup"])
def test_an_image_with_which_no_web_machine_answers_reaches_nobody_else(group: str) -> None:
    assert template()["Resources"][group]["DependsOn"] == "WebGroup"


@pytest.mark.parametrize("group", ["WebSecurityGroup", "MachineSecurityGroup"])
@pytest.mark.parametrize("protocol", ["udp", "tcp"])
def test_machines_reach_the_dns_servers_of_any_network(group: str, protocol: str) -> None:
    ways = resources("AWS::EC2::SecurityGroup")[group]["SecurityGroupEgress"]

    assert [
        way["CidrIp"]
        for way in ways
        if way["IpProtocol"] == protocol and way["FromPort"] <= 53 <= way["ToPort"]
    ] == ["0.0.0.0/0"]


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


@pytest.mark.parametrize(
    ("addresses", "are_taken"),
    [("203.0.113.0/24", True), ("0.0.0.0/0", True), ("203.0.113.7/0", False), ("0.0.0.0/00", False)],
)
def test_everybody_is_written_in_the_one_way_that_a_rule_knows(addresses: str, are_taken: bool) -> None:
    pattern = template()["Parameters"]["AllowedCidr"]["AllowedPattern"]

    assert bool(re.fullmatch(pattern, addresses)) is are_taken


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
