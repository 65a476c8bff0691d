"""The SSM parameter that names the image of new machines."""

from typing import TYPE_CHECKING

from ami.bake.errors import NotPublished, TookTooLong
from ami.bake.patience import Patience
from pipeline.aws import translated_errors
from pipeline.errors import ObjectMissing

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient
    from types_boto3_ssm.type_defs import ParameterTypeDef

#: Of a new parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
_IMAGE = "aws:ec2:image"
_TO_VALIDATE = 120.0  # seconds; what the check usually takes is a few


class Publisher:
    """Writes and reads such parameters."""

    def __init__(self, ssm: "SSMClient", patience: Patience) -> None:
        self._ssm = ssm
        self._patience = patience

    def publish(self, image: str, parameter: str) -> None:
        """Write the id where the stack's launch templates look it up. Raises NotPublished.

        Of a parameter for images, PutParameter's answer promises nothing: the value is checked afterwards,
        and where the check fails nobody is told. That it is made with the caller's rights is not documented:
        https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (DataType),
        https://github.com/boto/boto3/issues/3588
        """
        self._put(image, parameter)
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
        standing = self._standing(parameter)
        return standing["Value"] if standing else None

    def _put(self, image: str, parameter: str) -> None:
        standing = self._standing(parameter)
        # a parameter that somebody made as text cannot become one for images, nor the other way round:
        # https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-data-types.html
        kind = standing.get("DataType", _IMAGE) if standing else _IMAGE
        with translated_errors():
            self._ssm.put_parameter(Name=parameter, Value=image, Type="String", DataType=kind, Overwrite=True)

    def _standing(self, parameter: str) -> "ParameterTypeDef | None":
        try:
            with translated_errors(ParameterNotFound=ObjectMissing):
                return self._ssm.get_parameter(Name=parameter)["Parameter"]
        except ObjectMissing:
            return None
