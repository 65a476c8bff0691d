"""The stack is made, read back, changed and removed, on moto's server."""

from pathlib import Path
from typing import Any

import pytest

from tests.deploy.commands.conftest import ADDRESSES, Cloud

# moto leaves out what it cannot make, and says so
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse AWS")


def group(cloud: Cloud) -> Any:
    found = cloud.client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=["facefleet-workers"]
    )
    return found["AutoScalingGroups"][0]


def test_up_makes_the_stack_and_status_reads_it_back(cloud: Cloud) -> None:
    made = cloud.up()

    read = cloud.read("status")
    assert read["status"] == made["status"] == "CREATE_COMPLETE"
    assert read["service"] == made["service"]
    assert read["places"]["worker_group"] == "facefleet-workers"
    assert (read["queue"], read["dead_letters"]) == ({"visible": 0, "in_flight": 0},) * 2
    assert (read["workers"], read["old_workers"], read["controller"]) == ([], 0, None)
    buckets = {each["Name"] for each in cloud.client("s3").list_buckets()["Buckets"]}
    assert {read["places"][name] for name in ("input_bucket", "output_bucket", "state_bucket")} <= buckets


def test_only_the_controller_may_end_workers_afterwards(cloud: Cloud) -> None:
    cloud.up()

    suspended = {each["ProcessName"] for each in group(cloud)["SuspendedProcesses"]}
    assert suspended == {"AZRebalance", "AlarmNotification"}


def test_a_worker_is_priced_by_its_type_and_mix(cloud: Cloud) -> None:
    cloud.up("WorkerInstanceType=c7i.large", "SpotPercent=50")

    told = cloud.client("cloudformation").describe_stacks(StackName="facefleet")["Stacks"][0]["Parameters"]
    price = next(each["ParameterValue"] for each in told if each["ParameterKey"] == "WorkerUsdPerHour")
    # 0.08925 at 70 %, with an eighth of a cent for the disk and half a cent for the address
    assert float(price) == pytest.approx(0.08925 * 0.7 + 8 * 0.08 / 730 + 0.005, abs=1e-5)


def test_the_cost_is_told_and_no_is_heard_before_anything_is_made(cloud: Cloud) -> None:
    asked = cloud.run("up", "--set", ADDRESSES, answer="n\n")

    assert asked.exit_code == 0
    assert "A month without a picture" in asked.stdout
    assert "InputBucket" in asked.stdout
    assert "Nothing was done." in asked.stderr
    assert cloud.stacks() == []
    assert cloud.client("s3").list_buckets()["Buckets"] == []


def test_where_nobody_can_answer_nothing_is_made(cloud: Cloud) -> None:
    asked = cloud.run("up", "--set", ADDRESSES, answer="")

    assert asked.exit_code == 2
    assert "--yes" in asked.stderr
    assert cloud.stacks() == []


def test_a_second_up_keeps_what_it_is_not_told(cloud: Cloud) -> None:
    cloud.up("WorkerMax=7")

    unchanged = cloud.run("up", "--yes")
    assert (unchanged.exit_code, "Nothing has changed." in unchanged.stderr) == (0, True)

    cloud.read("up", "--yes", "--set", "ImagesKeptDays=3")
    assert group(cloud)["MaxSize"] == 7


def test_parameters_come_from_a_file_and_the_command_line_has_the_last_word(
    cloud: Cloud, tmp_path: Path
) -> None:
    subnets = [each["SubnetId"] for each in cloud.client("ec2").describe_subnets()["Subnets"]][:2]
    file = tmp_path / "fleet.toml"
    network = cloud.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    file.write_text(
        f'VpcId = "{network}"\nSubnetIds = {subnets}\nWorkerMax = 9\nAllowedCidr = "203.0.113.0/24"\n'
    )

    cloud.read("up", "--yes", "--parameters", str(file), "--set", "WorkerMax=11")

    assert group(cloud)["MaxSize"] == 11
    assert set(group(cloud)["VPCZoneIdentifier"].split(",")) == set(subnets)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", ADDRESSES, "--set", "WorkrMax=3"), "did you mean WorkerMax?"),
        ((), "AllowedCidr"),
        (("--set", "WorkerMax"), "Name=Value"),
    ],
)
def test_wrong_parameters_are_wrong_usage_and_make_nothing(
    cloud: Cloud, arguments: tuple[str, ...], said: str
) -> None:
    finished = cloud.run("up", "--yes", *arguments)

    assert finished.exit_code == 2
    assert said in finished.stderr
    assert cloud.stacks() == []


def test_without_a_machine_image_up_says_how_to_make_one(empty_cloud: Cloud) -> None:
    finished = empty_cloud.run("up", "--yes", "--set", ADDRESSES)

    assert finished.exit_code == 1
    assert "python -m ami.bake" in finished.stderr


def test_plan_says_what_would_be_made_and_makes_nothing(cloud: Cloud) -> None:
    planned = cloud.read("plan", "--set", ADDRESSES)

    added = {each["resource"] for each in planned["changes"] if each["change"] == "added"}
    assert {"InputBucket", "RequestQueue", "WorkerGroup", "LoadBalancer"} <= added
    assert planned["cost"]["monthly"]["usd"] > 0
    assert planned["cost"]["most_workers"] == 20
    assert cloud.stacks() == []


def test_plan_of_a_stack_that_is_as_it_should_be_says_so(cloud: Cloud) -> None:
    cloud.up()

    assert cloud.read("plan")["changes"] == []
    assert cloud.stacks() == ["facefleet"]


def test_down_removes_everything_even_what_templates_do_not_know(cloud: Cloud) -> None:
    places = cloud.up()
    s3, sqs = cloud.client("s3"), cloud.client("sqs")
    s3.put_bucket_versioning(Bucket=places["input_bucket"], VersioningConfiguration={"Status": "Enabled"})
    for body in (b"first", b"second"):
        s3.put_object(Bucket=places["input_bucket"], Key="images/1/0", Body=body)
    s3.delete_object(Bucket=places["input_bucket"], Key="images/1/0")
    s3.put_object(Bucket=places["state_bucket"], Key="workers/w1.json", Body=b"{}")
    sqs.create_queue(QueueName="facefleet-reply-0123456789abcdef")
    sqs.create_queue(QueueName="facefleet-replies-of-one-run-by-hand")
    sqs.create_queue(QueueName="somebody-elses")
    cloud.client("autoscaling").set_desired_capacity(
        AutoScalingGroupName="facefleet-workers", DesiredCapacity=2
    )

    finished = cloud.run("down", "--yes")

    assert finished.exit_code == 0, finished.output
    assert "with everything in it" in finished.stderr
    assert cloud.stacks() == []
    assert s3.list_buckets()["Buckets"] == []
    assert "facefleet-reply-0123456789abcdef" in finished.stderr
    left = {url.rpartition("/")[2] for url in sqs.list_queues()["QueueUrls"]}
    assert left == {"somebody-elses", "facefleet-replies-of-one-run-by-hand"}
    machines = cloud.client("ec2").describe_instances()["Reservations"]
    assert {each["State"]["Name"] for found in machines for each in found["Instances"]} <= {"terminated"}


@pytest.mark.parametrize("command", ["down", "up", "roll"])
def test_a_stack_of_somebody_else_is_left_alone(cloud: Cloud, command: str) -> None:
    body = '{"Resources": {"Theirs": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "theirs"}}}}'
    cloud.client("cloudformation").create_stack(StackName="theirs", TemplateBody=body)
    cloud.client("s3").put_object(Bucket="theirs", Key="dear", Body=b"to them")

    settings = ("--set", ADDRESSES) if command == "up" else ()
    finished = cloud.run(command, "--stack", "theirs", "--yes", *settings)

    assert (finished.exit_code, "not Facefleet's" in finished.stderr) == (2, True), finished.output
    assert cloud.client("s3").get_object(Bucket="theirs", Key="dear")["Body"].read() == b"to them"


def test_zones_that_lack_a_machine_are_left_out(cloud: Cloud) -> None:
    cloud.up("WorkerInstanceType=c7i.large")

    ec2 = cloud.client("ec2")
    ids = group(cloud)["VPCZoneIdentifier"].split(",")
    chosen = {each["AvailabilityZone"] for each in ec2.describe_subnets(SubnetIds=ids)["Subnets"]}
    assert chosen == zones_with(cloud, "c7i.large") & zones_with(cloud, "t3a.small")
    assert len(chosen) < len(ec2.describe_availability_zones()["AvailabilityZones"])


def zones_with(cloud: Cloud, machine: str) -> set[str]:
    found = cloud.client("ec2").describe_instance_type_offerings(
        LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": [machine]}]
    )
    return {each["Location"] for each in found["InstanceTypeOfferings"]}


def test_machines_that_no_two_zones_have_are_told(cloud: Cloud) -> None:
    finished = cloud.run("up", "--yes", "--set", ADDRESSES, "--set", "WorkerInstanceType=x9.huge")

    assert finished.exit_code == 1
    assert "no two zones that offer" in finished.stderr
    assert "x9.huge" in finished.stderr
    assert cloud.stacks() == []


@pytest.mark.parametrize("name", ["a" * 31, "1st", "my_stack", ""])
def test_names_that_the_stacks_parts_could_not_bear_are_refused(cloud: Cloud, name: str) -> None:
    finished = cloud.run("status", "--stack", name)

    assert (finished.exit_code, "30 characters" in finished.stderr) == (2, True)


def test_elsewhere_the_prices_are_said_to_be_another_regions(cloud: Cloud) -> None:
    cloud.region = "eu-central-1"
    cloud.client("ssm").put_parameter(Name="/facefleet/ami", Value="ami-1", Type="String")

    planned = cloud.run("plan", "--set", ADDRESSES)

    assert planned.exit_code == 0, planned.output
    assert "eu-central-1, whose prices differ" in planned.stdout


def test_down_asks_and_hears_no(cloud: Cloud) -> None:
    cloud.up()

    finished = cloud.run("down", answer="n\n")

    assert (finished.exit_code, "Nothing was done." in finished.stderr) == (0, True)
    assert cloud.stacks() == ["facefleet"]


@pytest.mark.parametrize("command", ["status", "down", "roll", "smoke-test"])
def test_without_a_stack_the_others_say_so(cloud: Cloud, command: str) -> None:
    finished = cloud.run(command)

    assert finished.exit_code == 1
    assert "There is no stack facefleet" in finished.stderr


def test_an_address_where_nobody_answers_is_told_in_a_sentence(cloud: Cloud) -> None:
    cloud.url = "http://127.0.0.1:9"

    finished = cloud.run("status")

    assert finished.exit_code == 1
    assert "Could not connect" in finished.stderr
    assert "Traceback" not in finished.output
