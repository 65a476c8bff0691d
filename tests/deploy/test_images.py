"""The SSM parameter that names the image, which AWS checks after it has answered (botocore's Stubber)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from deploy.aws.images import choose_image
from deploy.failures import ImageNotTaken

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

NAME = "/facefleet/ami"
NEW, OLD = "ami-2222222222", "ami-1111111111"


class Parameters:
    """Parameter Store, told beforehand what it answers."""

    def __init__(self) -> None:
        self.client: SSMClient = boto3.client(
            "ssm", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        self.script = Stubber(self.client)
        self.pauses = 0

    def names(self, image: str, data_type: str = "aws:ec2:image") -> None:
        told: dict[str, Any] = {"Name": NAME, "Value": image, "DataType": data_type}
        self.script.add_response("get_parameter", {"Parameter": told}, {"Name": NAME})

    def is_missing(self) -> None:
        self.script.add_client_error("get_parameter", "ParameterNotFound")

    def takes(self, image: str, data_type: str) -> None:
        asked = {"Name": NAME, "Value": image, "Type": "String", "DataType": data_type, "Overwrite": True}
        self.script.add_response("put_parameter", {"Version": 2}, asked)

    def choose(self) -> None:
        choose_image(self.client, NAME, NEW, self._pause)

    def _pause(self, _seconds: float) -> None:
        self.pauses += 1


@pytest.fixture
def parameters() -> Iterator[Parameters]:
    made = Parameters()
    with made.script:
        yield made
        made.script.assert_no_pending_responses()


@pytest.mark.parametrize("data_type", ["aws:ec2:image", "text"])
def test_a_parameter_keeps_its_type_which_aws_changes_in_none(parameters: Parameters, data_type: str) -> None:
    parameters.names(OLD, data_type)
    parameters.takes(NEW, data_type)
    parameters.names(NEW, data_type)

    parameters.choose()

    assert parameters.pauses == 0


def test_a_new_parameter_is_one_of_images_as_the_next_bake_wants_it(parameters: Parameters) -> None:
    parameters.is_missing()
    parameters.takes(NEW, "aws:ec2:image")
    parameters.is_missing()
    parameters.names(NEW)

    parameters.choose()

    assert parameters.pauses == 1


def test_an_image_is_chosen_when_the_parameter_names_it_and_not_before(parameters: Parameters) -> None:
    parameters.names(OLD)
    parameters.takes(NEW, "aws:ec2:image")
    for named in (OLD, OLD, NEW):
        parameters.names(named)

    parameters.choose()

    assert parameters.pauses == 2


def test_an_image_that_aws_drops_without_a_word_is_told(parameters: Parameters) -> None:
    parameters.names(OLD)
    parameters.takes(NEW, "aws:ec2:image")
    for _ in range(30):
        parameters.names(OLD)

    with pytest.raises(ImageNotTaken, match="does not name ami-2222222222"):
        parameters.choose()
