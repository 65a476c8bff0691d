"""Gives the baked image to whoever launches machines."""

from typing import TYPE_CHECKING

from ami.bake.errors import NotPublished, TookTooLong
from ami.bake.patience import Patience
from ami.image_parameter import name_image, named_image

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

_TO_VALIDATE = 120.0  # seconds; what the check usually takes is a few


class Publisher:
    """Writes and reads parameters that name images."""

    def __init__(self, ssm: "SSMClient", patience: Patience) -> None:
        self._ssm = ssm
        self._patience = patience

    def publish(self, image: str, parameter: str) -> None:
        """Write the id where launch templates look it up, and see it there. Raises NotPublished."""
        name_image(self._ssm, parameter, image)
        try:
            self._patience.until(
                f"{parameter} names {image}",
                lambda: self.published(parameter) == image or None,
                within=_TO_VALIDATE,
            )
        except TookTooLong as error:
            raise NotPublished(image, parameter) from error

    def published(self, parameter: str) -> str | None:
        """Return which image the parameter names; None where there is no such parameter."""
        return named_image(self._ssm, parameter)
