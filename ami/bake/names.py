"""What a builder and its belongings are called."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_ec2.literals import ResourceTypeType
    from types_boto3_ec2.type_defs import TagSpecificationTypeDef


def named(kind: "ResourceTypeType", name: str) -> "TagSpecificationTypeDef":
    """Return the tag by which the stack's BuilderRole knows what its holder may stop and remove."""
    return {"ResourceType": kind, "Tags": [{"Key": "Name", "Value": f"{name}-builder"}]}
