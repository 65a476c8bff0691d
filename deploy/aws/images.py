"""Which machine image new machines have: an SSM parameter."""

from typing import TYPE_CHECKING

from ami.image_parameter import DEFAULT_PARAMETER, name_image, named_image
from deploy.failures import ImageNotTaken, NoImage
from deploy.patience import Pause
from deploy.stack import StackState

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

_LOOK_SECONDS = 2.0
_LOOKS = 30


def image_parameter(state: StackState) -> str:
    """Return the SSM parameter that a stack has its image from.

    CloudFormation says its name; where an emulator says what was in it, it is the default.
    """
    said = state.parameters.get("Ami", DEFAULT_PARAMETER)
    return DEFAULT_PARAMETER if said.startswith("ami-") else said


def current_image(client: "SSMClient", parameter: str) -> str:
    """Return the image's id. Raises NoImage where nobody wrote one."""
    image = named_image(client, parameter)
    if image is None:
        raise NoImage(parameter)
    return image


def choose_image(client: "SSMClient", parameter: str, image: str, pause: Pause) -> None:
    """Have machines launched from now on have this image, once the stack is updated. Raises ImageNotTaken."""
    name_image(client, parameter, image)
    for _ in range(_LOOKS):
        if named_image(client, parameter) == image:
            return
        pause(_LOOK_SECONDS)
    raise ImageNotTaken(parameter, image)
