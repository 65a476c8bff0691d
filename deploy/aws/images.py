"""Which machine image new machines have: an SSM parameter."""

from typing import TYPE_CHECKING

from deploy.failures import NoImage
from deploy.stack import StackState
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient


#: Where `python -m ami.bake` writes the image's id, unless it is told otherwise.
DEFAULT_PARAMETER = "/facefleet/ami"


def image_parameter(state: StackState) -> str:
    """Return the SSM parameter that a stack has its image from.

    CloudFormation says its name; where an emulator says what was in it, it is the default.
    """
    said = state.parameters.get("Ami", DEFAULT_PARAMETER)
    return DEFAULT_PARAMETER if said.startswith("ami-") else said


def current_image(client: "SSMClient", parameter: str) -> str:
    """Return the image's id. Raises NoImage where nobody wrote one."""
    with translated_errors():
        try:
            return client.get_parameter(Name=parameter)["Parameter"]["Value"]
        except client.exceptions.ParameterNotFound as error:
            raise NoImage(parameter) from error


def choose_image(client: "SSMClient", parameter: str, image: str) -> None:
    """Have machines launched from now on have this image, once the stack is updated."""
    with translated_errors():
        client.put_parameter(Name=parameter, Value=image, Type="String", Overwrite=True)
