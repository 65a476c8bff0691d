"""An image is published once its parameter names it: Parameter Store says "taken" before it has looked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ami.bake.errors import NotPublished
from tests.ami.site import Site

PARAMETER = "/facefleet/ami"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def kind(site: Site) -> str:
    return site.cloud.ssm.get_parameter(Name=PARAMETER)["Parameter"]["DataType"]


def test_a_new_parameter_is_one_for_images(site: Site) -> None:
    site.publisher.publish(site.base, PARAMETER)

    assert site.publisher.published(PARAMETER) == site.base
    assert kind(site) == "aws:ec2:image"


def test_an_image_is_published_when_its_id_has_been_checked(site: Site) -> None:
    site.publisher.publish("ami-0000000000000000a", PARAMETER)
    site.check_parameters_for(20)

    site.publisher.publish(site.base, PARAMETER)

    assert site.publisher.published(PARAMETER) == site.base
    assert site.now == 20


def test_of_an_image_that_is_not_taken_the_likely_cause_is_told(site: Site, source: Path) -> None:
    site.check_parameters_for(float("inf"))

    with pytest.raises(NotPublished, match="ec2:DescribeImages") as failure:
        site.bakery.bake(site.order(), source, NOON)

    [image] = site.images.all()
    assert f"--name {PARAMETER} --value {image.id}" in str(failure.value)
    assert site.now < 150


def test_an_image_that_took_all_of_the_builds_time_is_published_nonetheless(site: Site) -> None:
    site.check_parameters_for(20)
    site.now = 600

    site.publisher.publish(site.base, PARAMETER)

    assert site.publisher.published(PARAMETER) == site.base


def test_a_parameter_that_somebody_made_as_text_stays_one(site: Site) -> None:
    # AWS refuses to make it one for images, moto does not
    site.cloud.ssm.put_parameter(Name=PARAMETER, Value="ami-0000000000000000a", Type="String")

    site.publisher.publish(site.base, PARAMETER)

    assert site.publisher.published(PARAMETER) == site.base
    assert kind(site) == "text"
