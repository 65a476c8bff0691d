"""AWS takes a while to know what was made, and to let go of what is ended: baking waits for both."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ami.bake.errors import BuildFailed, TookTooLong
from ami.bake.tidying import BUILT_AT
from pipeline.errors import ServiceUnavailable
from tests.ami.site import Site

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("RunInstances", "InvalidGroup.NotFound"),
        ("DescribeInstances", "InvalidInstanceID.NotFound"),
        ("TerminateInstances", "InvalidInstanceID.NotFound"),
        ("DeleteSecurityGroup", "DependencyViolation"),
    ],
)
def test_not_yet_is_waited_out(site: Site, source: Path, call: str, code: str) -> None:
    left = site.refuse(call, [code] * 3)

    baked = site.bakery.bake(site.order(), source, NOON)

    assert left == []
    assert site.publisher.published("/facefleet/ami") == baked.image


def test_an_answer_without_the_new_machine_is_waited_out_too(site: Site, source: Path) -> None:
    left = site.answer("DescribeInstances", [{"Reservations": []}] * 3)

    baked = site.bakery.bake(site.order(), source, NOON)

    assert left == []
    assert site.publisher.published("/facefleet/ami") == baked.image


@pytest.fixture
def machine(site: Site) -> Iterator[str]:
    """A machine to take images of, which nobody ends meanwhile."""
    site.happens = lambda: None
    started = site.cloud.ec2.run_instances(ImageId=site.base, MinCount=1, MaxCount=1)
    instance = started["Instances"][0]["InstanceId"]
    yield instance
    site.cloud.ec2.terminate_instances(InstanceIds=[instance])


def test_an_image_that_describe_images_does_not_know_yet_is_waited_for(site: Site, machine: str) -> None:
    left = site.refuse("DescribeImages", ["InvalidAMIID.NotFound"] * 3)

    image = site.images.take(machine, "facefleet-1", {})

    assert left == []
    assert image != site.base


def test_so_is_one_that_is_missing_in_the_answer(site: Site, machine: str) -> None:
    left = site.answer("DescribeImages", [{"Images": []}] * 3)

    image = site.images.take(machine, "facefleet-1", {})

    assert left == []
    assert image != site.base


def test_an_image_that_never_comes_goes_with_the_snapshots_that_it_does_not_list_yet(
    site: Site, machine: str
) -> None:
    pending = {"Images": [{"State": "pending", "BlockDeviceMappings": [{"DeviceName": "/dev/xvda"}]}]}
    left = site.answer("DescribeImages", [pending] * 1000)
    site.answer("DescribeSnapshots", [{"Snapshots": []}] * 3)

    with pytest.raises(TookTooLong, match=r"the image ami-\w+ is taken"):
        site.images.take(machine, "facefleet-1", {BUILT_AT: NOON.isoformat()})

    left.clear()
    assert site.images.all() == []
    assert site.snapshots("facefleet-1") == []
    assert [line for line in site.told if "could not be removed" in line] == []


def test_a_snapshot_that_its_image_still_holds_is_waited_for(site: Site, source: Path) -> None:
    olds = [site.bakery.bake(site.order(keep=9), source, NOON.replace(hour=hour)).image for hour in (1, 2)]
    left = site.refuse("DeleteSnapshot", ["InvalidSnapshot.InUse"] * 2)

    baked = site.bakery.bake(site.order(keep=2), source, NOON)

    assert left == []
    assert baked.removed == olds[:1]


def test_what_cannot_be_cleared_away_is_told_and_the_image_published_nonetheless(
    site: Site, source: Path
) -> None:
    site.refuse("DeleteSecurityGroup", ["UnauthorizedOperation"])

    baked = site.bakery.bake(site.order(), source, NOON)

    assert site.publisher.published("/facefleet/ami") == baked.image
    assert [line for line in site.told if "could not be removed, please look after it" in line]
    [group] = site.groups()
    site.cloud.ec2.delete_security_group(GroupName=group)


def test_what_cannot_be_cleared_away_does_not_hide_why_a_build_failed(site: Site, source: Path) -> None:
    site.happens = lambda: site.report("failed", output="E: no space left on device")
    site.refuse("DeleteSecurityGroup", ["UnauthorizedOperation"])

    with pytest.raises(BuildFailed, match="no space left on device"):
        site.bakery.bake(site.order(), source, NOON)

    [group] = site.groups()
    site.cloud.ec2.delete_security_group(GroupName=group)


def test_an_old_image_that_stays_is_not_said_to_be_removed(site: Site, source: Path) -> None:
    for hour in (1, 2):
        site.bakery.bake(site.order(), source, NOON.replace(hour=hour))
    site.refuse("DeregisterImage", ["UnauthorizedOperation"] * 2)

    baked = site.bakery.bake(site.order(keep=1, parameter=None), source, NOON)

    assert baked.removed == []
    assert len(site.images.all()) == 3


def test_any_other_refusal_fails_the_build_at_once(site: Site, source: Path) -> None:
    site.refuse("RunInstances", ["UnauthorizedOperation"])

    with pytest.raises(ServiceUnavailable, match="UnauthorizedOperation"):
        site.bakery.bake(site.order(), source, NOON)
    assert site.now == 0
