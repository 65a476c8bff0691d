"""Baking, against moto: an image comes of a builder that passed, and nothing else stays behind."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.stub import ANY, Stubber
from click.testing import CliRunner

from ami.bake.__main__ import main
from ami.bake.depot import PREFIX, Depot
from ami.bake.errors import BuildFailed, SaidNothing, TookTooLong
from ami.bake.order import DEBIAN, DEBIAN_12, Order
from tests.ami.conftest import REGION
from tests.ami.site import BUCKET, PROVENANCE, Site

PARAMETER = "/facefleet/ami"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("cloud")


def test_an_image_is_taken_of_a_builder_that_passed_its_self_test(site: Site, source: Path) -> None:
    baked = site.bakery.bake(site.order(), source, NOON)

    [image] = site.cloud.ec2.describe_images(ImageIds=[baked.image])["Images"]
    tags = {tag["Key"]: tag["Value"] for tag in image["Tags"]}
    assert tags == {
        "Name": "facefleet-20261121-120000",
        "facefleet:commit": "abc-dirty",
        "facefleet:source-sha256": "5" * 64,
        "facefleet:model-pack": "dlib",
        "facefleet:built-at": "2026-11-21T12:00:00+00:00",
    }
    assert site.publisher.published(PARAMETER) == baked.image


def test_its_snapshots_say_where_they_come_from_too(site: Site, source: Path) -> None:
    baked = site.bakery.bake(site.order(), source, NOON)

    [image] = [each for each in site.images.all() if each.id == baked.image]
    snapshots = site.cloud.ec2.describe_snapshots(SnapshotIds=list(image.snapshots))["Snapshots"]
    assert [{"Key": "facefleet:commit", "Value": "abc-dirty"} in each["Tags"] for each in snapshots] == [True]


def test_the_builder_is_closed_encrypted_and_has_no_role(site: Site, source: Path) -> None:
    seen: dict[str, Any] = {}

    def look_at_it() -> None:
        seen.update(instance=site.instances("running")[0])
        groups = site.cloud.ec2.describe_security_groups(
            GroupIds=[each["GroupId"] for each in seen["instance"]["NetworkInterfaces"][0]["Groups"]]
        )["SecurityGroups"]
        [volume] = seen["instance"]["BlockDeviceMappings"]
        volumes = site.cloud.ec2.describe_volumes(VolumeIds=[volume["Ebs"]["VolumeId"]])["Volumes"]
        seen.update(ways_in=[group["IpPermissions"] for group in groups], encrypted=volumes[0]["Encrypted"])
        site.report("passed", provenance=PROVENANCE)

    site.happens = look_at_it
    site.bakery.bake(site.order(), source, NOON)

    assert "IamInstanceProfile" not in seen["instance"]
    assert seen["instance"]["MetadataOptions"]["HttpTokens"] == "required"
    assert seen["ways_in"] == [[]]
    assert seen["encrypted"]


def test_a_builder_in_a_named_subnet_has_a_public_address_whatever_the_subnet_gives(
    site: Site, source: Path
) -> None:
    vpc = site.cloud.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = site.cloud.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]
    builders: list[Any] = []

    def look_at_it() -> None:
        builders.extend(site.instances("running"))
        site.report("passed", provenance=PROVENANCE)

    site.happens = look_at_it
    site.bakery.bake(site.order(subnet=subnet["SubnetId"]), source, NOON)

    assert not subnet["MapPublicIpOnLaunch"]
    assert [builder["SubnetId"] for builder in builders] == [subnet["SubnetId"]]
    assert all(builder.get("PublicIpAddress") for builder in builders)


def test_what_the_builders_role_may_touch_is_named_as_the_stack_expects(site: Site, source: Path) -> None:
    names: set[str] = set()

    def look_at_it() -> None:
        [group] = site.cloud.ec2.describe_security_groups(GroupNames=site.groups())["SecurityGroups"]
        for tagged in (site.instances("running")[0], group):
            names.update(tag["Value"] for tag in tagged["Tags"] if tag["Key"] == "Name")
        site.report("passed", provenance=PROVENANCE)

    site.happens = look_at_it
    site.bakery.bake(site.order(), source, NOON)

    assert names == {"facefleet-20261121-120000-builder"}


def test_the_groups_description_has_no_letter_that_ec2_refuses(site: Site, source: Path) -> None:
    descriptions: list[str] = []

    def look_at_it() -> None:
        [group] = site.cloud.ec2.describe_security_groups(GroupNames=site.groups())["SecurityGroups"]
        descriptions.append(group["Description"])
        site.report("passed", provenance=PROVENANCE)

    site.happens = look_at_it
    site.bakery.bake(site.order(), source, NOON)

    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    assert re.fullmatch(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}", descriptions[0])


def test_no_image_comes_of_a_builder_that_failed_and_its_last_words_are_told(
    site: Site, source: Path
) -> None:
    site.happens = lambda: site.report("failed", output="E: no space left on device")

    with pytest.raises(BuildFailed, match="no space left on device"):
        site.bakery.bake(site.order(), source, NOON)

    assert site.images.all() == []
    assert site.publisher.published(PARAMETER) is None


def test_a_builder_that_is_gone_is_not_waited_for(site: Site, source: Path) -> None:
    def end() -> None:
        site.cloud.ec2.terminate_instances(InstanceIds=[site.instances("running")[0]["InstanceId"]])

    site.happens = end

    with pytest.raises(BuildFailed, match="is terminated and has not reported"):
        site.bakery.bake(site.order(), source, NOON)
    assert site.now < 60


def test_a_builder_that_never_reports_is_given_up_early_and_the_likely_cause_told(
    site: Site, source: Path
) -> None:
    site.happens = lambda: None

    with pytest.raises(SaidNothing, match=r"5 minutes ago and has not reported once.*no way out"):
        site.bakery.bake(site.order(), source, NOON)
    assert site.now < 330


def test_a_builder_that_began_has_all_the_time_that_was_allowed(site: Site, source: Path) -> None:
    site.happens = lambda: site.report("provisioning")

    with pytest.raises(TookTooLong, match="Still not done after 10 minutes: the builder provisions itself"):
        site.bakery.bake(site.order(), source, NOON)


def test_ctrl_c_leaves_nothing_behind(site: Site, source: Path) -> None:
    def press() -> None:
        raise KeyboardInterrupt

    site.happens = press

    with pytest.raises(KeyboardInterrupt):
        site.bakery.bake(site.order(), source, NOON)  # the fixture looks what is left


def test_somebody_who_waits_is_told_what_for(site: Site, source: Path) -> None:
    minutes = iter([lambda: site.report("provisioning"), *[lambda: None] * 30, site.happens])
    site.happens = lambda: next(minutes)()

    site.bakery.bake(site.order(), source, NOON)

    told = "\n".join(site.told)
    assert "  0:00  the builder boots" in told
    assert "  0:05  the builder provisions itself; minutes" in told
    assert "  2:05  still: the builder provisions itself; minutes" in told


def test_old_images_go_with_their_snapshots_but_for_those_in_use(site: Site, source: Path) -> None:
    first, second, third, fourth = (
        site.bakery.bake(site.order(keep=9), source, NOON.replace(hour=hour)).image for hour in (1, 2, 3, 4)
    )
    snapshots = {image.id: image.snapshots for image in site.images.all()}
    site.cloud.ec2.run_instances(ImageId=second, MinCount=1, MaxCount=1)

    baked = site.bakery.bake(site.order(keep=2), source, NOON)

    assert baked.removed == [first, third]
    assert {image.id for image in site.images.all()} == {second, fourth, baked.image}
    left = {each["SnapshotId"] for each in site.cloud.ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]}
    assert left.isdisjoint({*snapshots[first], *snapshots[third]})
    assert left >= set(snapshots[second])
    _end_everything(site)


def _end_everything(site: Site) -> None:
    site.cloud.ec2.terminate_instances(InstanceIds=[each["InstanceId"] for each in site.instances("running")])


def test_the_image_that_the_parameter_names_stays_even_when_it_is_old(site: Site, source: Path) -> None:
    published = site.bakery.bake(site.order(), source, NOON.replace(hour=1)).image

    for hour in (2, 3):
        site.bakery.bake(site.order(parameter=None), source, NOON.replace(hour=hour))
    site.bakery.tidy(site.order(keep=1))

    assert published in {image.id for image in site.images.all()}


def test_a_preview_says_what_would_be_and_changes_nothing(site: Site, source: Path) -> None:
    for hour in (1, 2):
        site.bakery.bake(site.order(), source, NOON.replace(hour=hour))
    [old] = [image.id for image in site.images.all() if "T01" in image.built_at]

    sentences = site.bakery.preview(site.order(keep=2), source)

    assert any(f"remove old images: {old}" in each for each in sentences)
    assert len(site.images.all()) == 2


def test_the_newest_debian_of_debians_own_account_is_the_base(site: Site) -> None:
    images = [
        {"ImageId": f"ami-{day}", "CreationDate": f"2026-11-{day}T00:00:00Z"} for day in ("03", "17", "09")
    ]
    with Stubber(site.cloud.ec2) as stub:
        stub.add_response("describe_images", {"Images": images}, {"Owners": [DEBIAN], "Filters": ANY})

        base = site.builders.base_image(Order(instance_type="c7a.large"))

    assert base["ImageId"] == "ami-17"
    assert DEBIAN_12.startswith("debian-12-amd64")


def test_signed_addresses_name_the_regions_own_host(site: Site) -> None:
    depot = Depot(site.cloud.s3, BUCKET, site.told.append)

    with depot.holding(b"source", build="1", seconds=60) as parcel:
        addresses = [urlsplit(parcel.archive_url), urlsplit(parcel.report_url)]

    assert {address.netloc for address in addresses} == {f"s3.{REGION}.amazonaws.com"}
    assert all(address.path.startswith(f"/{BUCKET}/{PREFIX}") for address in addresses)


def test_a_bucket_of_ones_own_is_made_once_in_the_region(site: Site) -> None:
    depot = Depot(site.cloud.s3, "facefleet-ami-1", site.told.append)

    depot.ensure_bucket(REGION)
    depot.ensure_bucket(REGION)

    assert site.cloud.s3.get_bucket_location(Bucket="facefleet-ami-1")["LocationConstraint"] == REGION


def test_the_command_says_what_it_would_do(site: Site) -> None:
    outcome = CliRunner().invoke(main, ["--dry-run", "--base-image", site.base])

    assert outcome.exit_code == 0, outcome.output
    assert "facefleet-ami-123456789012-eu-west-1" in outcome.output
    assert "provision a c7a.large that runs debian-12-amd64-20261101" in outcome.output
    assert [each["Name"] for each in site.cloud.s3.list_buckets()["Buckets"]] == [BUCKET]


def test_the_command_says_in_a_sentence_what_is_wrong(site: Site) -> None:
    outcome = CliRunner().invoke(main, ["--dry-run", "--base-image", "ami-00000000"])

    assert outcome.exit_code == 1
    assert "The image id '[ami-00000000]' does not exist" in outcome.output
