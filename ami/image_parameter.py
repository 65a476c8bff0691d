"""The SSM parameter that names the image of new machines: baking writes it, launch templates read it."""

from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.errors import ObjectMissing

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient
    from types_boto3_ssm.type_defs import ParameterTypeDef

#: Where it is, unless somebody chose another.
DEFAULT_PARAMETER = "/facefleet/ami"
#: What AWS calls a parameter that can hold nothing but an image's id:
#: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
_OF_IMAGES = "aws:ec2:image"


def named_image(client: "SSMClient", parameter: str) -> str | None:
    """Return the image's id; None where nobody wrote one."""
    standing = _standing(client, parameter)
    return standing["Value"] if standing else None


def name_image(client: "SSMClient", parameter: str, image: str) -> None:
    """Write the image's id. That it was taken is seen only by reading it.

    For a parameter of images, AWS looks at the image after it has answered, with the rights of whoever wrote
    it, and tells nobody where it then refuses. The former is documented
    (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html, DataType), the
    latter users found out: https://github.com/boto/boto3/issues/3588
    """
    standing = _standing(client, parameter)
    # one that somebody made as text cannot become one of images, nor the other way round:
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-data-types.html
    kind = standing.get("DataType", _OF_IMAGES) if standing else _OF_IMAGES
    with translated_errors():
        client.put_parameter(Name=parameter, Value=image, Type="String", DataType=kind, Overwrite=True)


def _standing(client: "SSMClient", parameter: str) -> "ParameterTypeDef | None":
    try:
        with translated_errors(ParameterNotFound=ObjectMissing):
            return client.get_parameter(Name=parameter)["Parameter"]
    except ObjectMissing:
        return None
