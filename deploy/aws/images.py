"""Which machine image new machines have: an SSM parameter."""

from typing import TYPE_CHECKING

from deploy.failures import ImageNotTaken, NoImage
from deploy.patience import Pause
from deploy.stack import StackState
from pipeline.aws import translated_errors
from pipeline.errors import ObjectMissing

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient
    from types_boto3_ssm.type_defs import ParameterTypeDef


#: Where `python -m ami.bake` writes the image's id, unless it is told otherwise.
DEFAULT_PARAMETER = "/facefleet/ami"
#: What AWS calls a parameter that can hold nothing but an image's id.
_OF_IMAGES = "aws:ec2:image"
_LOOK_SECONDS = 2.0
_LOOKS = 30


def image_parameter(state: StackState) -> str:
    """Return the SSM parameter that a stack has its image from.

    CloudFormation says its name; where an emulator says what was in it, it is the default.
    """
    said = state.parameters.get("Ami", DEFAULT_PARAMETER)
    return DEFAULT_PARAMETER if said.startswith("ami-") else said


def named_image(client: "SSMClient", parameter: str) -> str | None:
    """Return the image's id; None where nobody wrote one."""
    found = _read(client, parameter)
    return found["Value"] if found else None


def current_image(client: "SSMClient", parameter: str) -> str:
    """Return the image's id. Raises NoImage where nobody wrote one."""
    image = named_image(client, parameter)
    if image is None:
        raise NoImage(parameter)
    return image


def choose_image(client: "SSMClient", parameter: str, image: str, pause: Pause) -> None:
    """Have machines launched from now on have this image, once the stack is updated.

    A parameter of images stays one, and one of text likewise: AWS changes neither into the other. It answers
    before it has looked at the image, and says nothing where it then does not take it
    (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html).
    Raises ImageNotTaken.
    """
    standing = _read(client, parameter)
    kind = standing.get("DataType", _OF_IMAGES) if standing else _OF_IMAGES
    with translated_errors():
        client.put_parameter(Name=parameter, Value=image, Type="String", DataType=kind, Overwrite=True)
    for _ in range(_LOOKS):
        if named_image(client, parameter) == image:
            return
        pause(_LOOK_SECONDS)
    raise ImageNotTaken(parameter, image)


def _read(client: "SSMClient", parameter: str) -> "ParameterTypeDef | None":
    try:
        with translated_errors(ParameterNotFound=ObjectMissing):
            return client.get_parameter(Name=parameter)["Parameter"]
    except ObjectMissing:
        return None
