"""The stack as it stands once it is made: each resource asked for what it is."""

from typing import Any

import boto3
import pytest

from ami.boot.user_data import Instructions
from app_tier.settings import WorkerSettings
from controller.settings import ControllerSettings, FleetKind
from pipeline.provision import DEAD_LETTER_RETENTION, REQUEST_RETENTION
from pipeline.settings import PipelineSettings
from tests.deploy.conftest import STACK, make_stack, told_by_user_data
from tests.deploy.template import template
from tests.deploy.tiers import settings_of
from web_tier.settings import WebSettings

BUCKETS = ("InputBucketName", "OutputBucketName", "StateBucketName")


@pytest.mark.parametrize("bucket", BUCKETS)
def test_what_lies_in_a_bucket_is_encrypted_and_gone_when_deleted(stack: dict[str, str], bucket: str) -> None:
    s3 = boto3.client("s3")

    (rule,) = s3.get_bucket_encryption(Bucket=stack[bucket])["ServerSideEncryptionConfiguration"]["Rules"]

    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert "Status" not in s3.get_bucket_versioning(Bucket=stack[bucket])


def test_queues_are_as_the_pipeline_makes_them_itself(stack: dict[str, str]) -> None:
    sqs, defaults = boto3.client("sqs"), PipelineSettings()
    request, dead = (
        sqs.get_queue_attributes(QueueUrl=stack[name], AttributeNames=["All"])["Attributes"]
        for name in ("RequestQueueUrl", "DeadLetterQueueUrl")
    )

    assert int(request["VisibilityTimeout"]) == defaults.visibility_seconds
    assert int(request["MessageRetentionPeriod"]) == REQUEST_RETENTION
    assert int(dead["MessageRetentionPeriod"]) == DEAD_LETTER_RETENTION > REQUEST_RETENTION
    assert dead["QueueArn"] in request["RedrivePolicy"]
    assert f'"maxReceiveCount": {defaults.max_receives}' in request["RedrivePolicy"]


def test_nobody_reaches_the_workers_and_the_load_balancer_alone_the_web_machines(
    stack: dict[str, str],
) -> None:
    ways = ways_in()

    assert ways["MachineSecurityGroup"] == set()
    assert ways["WebSecurityGroup"] == {(8000, "LoadBalancerSecurityGroup")}
    assert ways["DatabaseSecurityGroup"] == {(5432, "WebSecurityGroup")}
    assert ways["LoadBalancerSecurityGroup"] == {(80, "203.0.113.0/24"), (443, "203.0.113.0/24")}


def ways_in() -> dict[str, set[tuple[int, str]]]:
    """Return port and source of each way into the stack's security groups, by their logical names."""
    groups = boto3.client("ec2").describe_security_groups()["SecurityGroups"]
    names = {
        group["GroupId"]: tag["Value"]
        for group in groups
        for tag in group.get("Tags", [])
        if tag["Key"] == "aws:cloudformation:logical-id"
    }
    return {
        names[group["GroupId"]]: {
            (rule["FromPort"], source)
            for rule in group["IpPermissions"]
            for source in (
                *(each["CidrIp"] for each in rule["IpRanges"]),
                *(names[each["GroupId"]] for each in rule["UserIdGroupPairs"]),
            )
        }
        for group in groups
        if group["GroupId"] in names
    }


def launch_templates() -> list[dict[str, Any]]:
    """Return what all launch templates say."""
    versions = boto3.client("ec2").describe_launch_template_versions(Versions=["$Latest"])
    return [dict(version["LaunchTemplateData"]) for version in versions["LaunchTemplateVersions"]]


def test_every_machine_is_closed_encrypted_and_gone_when_it_is_off(stack: dict[str, str], ami: str) -> None:
    templates = launch_templates()

    assert len(templates) == 3
    for each in templates:
        assert each["ImageId"] == ami
        assert each["MetadataOptions"] == {
            "HttpEndpoint": "enabled",
            "HttpTokens": "required",
            "HttpPutResponseHopLimit": 1,
        }
        assert each["InstanceInitiatedShutdownBehavior"] == "terminate"
        assert "KeyName" not in each
        (volume,) = each["BlockDeviceMappings"]
        assert (volume["Ebs"]["Encrypted"], volume["Ebs"]["VolumeType"]) == (True, "gp3")
        assert volume["Ebs"]["DeleteOnTermination"] is True


def group(name: str) -> dict[str, Any]:
    """Return an Auto Scaling group."""
    found = boto3.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    return dict(found["AutoScalingGroups"][0])


def test_workers_are_none_at_first_and_protected_from_aws(stack: dict[str, str]) -> None:
    workers = group(stack["WorkerGroupName"])

    assert (workers["MinSize"], workers["DesiredCapacity"], workers["MaxSize"]) == (0, 0, 20)
    assert workers["NewInstancesProtectedFromScaleIn"] is True
    assert workers["CapacityRebalance"] is False
    assert (workers["HealthCheckType"], workers["HealthCheckGracePeriod"]) == ("EC2", 300)
    assert (
        boto3.client("autoscaling").describe_policies(AutoScalingGroupName="faces-workers")["ScalingPolicies"]
        == []
    )


@pytest.mark.parametrize(("spot", "on_demand"), [("0", 100), ("75", 25), ("100", 0)])
def test_a_share_of_the_workers_is_on_spot(
    network: dict[str, str], ami: str, spot: str, on_demand: int
) -> None:
    stack = make_stack({**network, "SpotPercent": spot, "WorkerSecondType": "c7i.large"})

    policy = group(stack["WorkerGroupName"])["MixedInstancesPolicy"]

    assert policy["InstancesDistribution"]["OnDemandPercentageAboveBaseCapacity"] == on_demand
    assert policy["InstancesDistribution"]["OnDemandBaseCapacity"] == 0
    types = [each["InstanceType"] for each in policy["LaunchTemplate"]["Overrides"]]
    assert types == ["c7a.large", "c7i.large"]


def test_one_controller_has_a_machine_of_its_own(stack: dict[str, str]) -> None:
    controllers = group(stack["ControllerGroupName"])

    assert (controllers["MinSize"], controllers["DesiredCapacity"]) == (1, 1)


def test_machines_are_told_settings_that_their_programs_take(
    stack: dict[str, str], told: dict[str, Instructions]
) -> None:
    web = settings_of(WebSettings, told["web"].settings)
    worker = settings_of(WorkerSettings, told["worker"].settings)
    controller = settings_of(ControllerSettings, told["controller"].settings)

    for each in (web, worker, controller):
        assert each.state_bucket == stack["StateBucketName"]
        assert stack["RequestQueueUrl"].endswith(f"/{each.request_queue}")
    # not that of an installation run by hand in the same account
    assert web.reply_queue_prefix != WebSettings.model_fields["reply_queue_prefix"].default
    assert web.input_bucket == worker.input_bucket == stack["InputBucketName"]
    assert web.reply_queue_prefix == worker.reply_queue_prefix == stack["ReplyQueuePrefix"]
    assert stack["DeadLetterQueueUrl"].endswith(f"/{web.dead_letter_queue}")
    assert controller.fleet is FleetKind.EC2
    assert controller.worker_group == stack["WorkerGroupName"]
    assert controller.most_workers == 20


#: Settings of the machine itself, which no program takes.
_OF_THE_MACHINE = {
    "AWS_DEFAULT_REGION",
    "FACEFLEET_DATABASE_SECRET",
    "FACEFLEET_LOG_GROUP",
    "FACEFLEET_SIGNAL_RESOURCE",
    "FACEFLEET_SIGNAL_STACK",
}


@pytest.mark.parametrize("placement", ["own", "beside-web"])
@pytest.mark.parametrize("database", ["rds", "none"])
def test_machines_are_told_nothing_that_does_not_exist(
    network: dict[str, str], ami: str, placement: str, database: str
) -> None:
    make_stack({**network, "ControllerPlacement": placement, "DatabaseKind": database, "WebMax": "1"})
    known: dict[str, type[PipelineSettings]] = {
        "web": WebSettings,
        "worker": WorkerSettings,
        "controller": ControllerSettings,
    }

    for each in told_by_user_data().values():
        fields = {name for role in each.roles for name in known[role].model_fields}
        names = each.settings.keys() - _OF_THE_MACHINE
        assert {name.removeprefix("FACEFLEET_").lower() for name in names} <= fields


def test_web_machines_alone_tell_the_stack_that_they_answer(told: dict[str, Instructions]) -> None:
    signals = {role: each.settings.get("FACEFLEET_SIGNAL_STACK") for role, each in told.items()}

    assert signals == {"web": STACK, "worker": None, "controller": None}
    assert told["web"].settings["FACEFLEET_SIGNAL_RESOURCE"] in template()["Resources"]


def test_without_rds_the_database_is_a_file_of_the_only_web_machine(
    network: dict[str, str], ami: str
) -> None:
    stack = make_stack({**network, "DatabaseKind": "none", "WebMax": "1"})

    assert boto3.client("rds").describe_db_instances()["DBInstances"] == []
    told = told_by_user_data()["web"].settings
    assert told["FACEFLEET_DATABASE_URL"].startswith("sqlite:////var/lib/facefleet/")
    # a machine that is slow to answer is not thrown away with its database
    assert group(stack["WebGroupName"])["HealthCheckType"] == "EC2"


def test_the_database_is_encrypted_and_private(stack: dict[str, str]) -> None:
    (database,) = boto3.client("rds").describe_db_instances()["DBInstances"]

    assert database["Engine"] == "postgres"
    assert database["StorageEncrypted"] is True
    assert database["PubliclyAccessible"] is False
    assert database["BackupRetentionPeriod"] == 7


def listeners() -> dict[int, dict[str, Any]]:
    """Return the load balancer's listeners by their ports."""
    elb = boto3.client("elbv2")
    (balancer,) = elb.describe_load_balancers()["LoadBalancers"]
    found = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    return {each["Port"]: dict(each) for each in found}


def test_without_a_certificate_the_service_speaks_http(stack: dict[str, str]) -> None:
    (http,) = listeners().values()

    assert (http["Port"], http["DefaultActions"][0]["Type"]) == (80, "forward")
    assert stack["WebUrl"] == f"http://{stack['LoadBalancerDnsName']}"


def test_with_a_certificate_it_speaks_tls_alone_under_its_name(network: dict[str, str], ami: str) -> None:
    certificate = boto3.client("acm").request_certificate(DomainName="faces.example.org")["CertificateArn"]
    zone = boto3.client("route53").create_hosted_zone(Name="example.org", CallerReference="1")["HostedZone"][
        "Id"
    ]
    named = {"CertificateArn": certificate, "DomainName": "faces.example.org", "HostedZoneId": zone}

    stack = make_stack({**network, **named})

    found = listeners()
    assert found[80]["DefaultActions"][0]["RedirectConfig"]["Protocol"] == "HTTPS"
    assert found[443]["Certificates"] == [{"CertificateArn": certificate}]
    assert found[443]["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2")
    assert stack["WebUrl"] == "https://faces.example.org"
    records = boto3.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert "faces.example.org" in [record["Name"] for record in records]


def test_the_load_balancer_asks_whether_the_process_lives(stack: dict[str, str]) -> None:
    (targets,) = boto3.client("elbv2").describe_target_groups()["TargetGroups"]

    assert (targets["HealthCheckPath"], targets["Port"]) == ("/healthz", 8000)
    assert group(stack["WebGroupName"])["TargetGroupARNs"] == [targets["TargetGroupArn"]]


def test_logs_are_kept_for_a_while(network: dict[str, str], ami: str) -> None:
    make_stack({**network, "LogsKeptDays": "7"})

    found = boto3.client("logs").describe_log_groups(logGroupNamePrefix="/facefleet/faces/")["logGroups"]

    assert {each["logGroupName"].rpartition("/")[2]: each["retentionInDays"] for each in found} == {
        "web": 7,
        "worker": 7,
        "controller": 7,
    }


def test_s3_is_reached_within_the_network_where_route_tables_are_named(
    network: dict[str, str], ami: str
) -> None:
    ec2 = boto3.client("ec2")
    table = ec2.describe_route_tables()["RouteTables"][0]["RouteTableId"]

    make_stack({**network, "RouteTableIds": table})

    (endpoint,) = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert (endpoint["VpcEndpointType"], endpoint["RouteTableIds"]) == ("Gateway", [table])
