"""The account's machine images of Facefleet."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ami.bake.errors import BuildFailed
from ami.bake.patience import Patience
from ami.bake.settling import cleared_away, unless_not_yet
from ami.bake.tidying import BUILT_AT, MachineImage
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client
    from types_boto3_ec2.type_defs import FilterTypeDef, ImageTypeDef, TagTypeDef

_TO_REMOVE = 60.0  # seconds


class Images:
    """Takes and removes images."""

    def __init__(self, ec2: "EC2Client", patience: Patience) -> None:
        self._ec2 = ec2
        self._patience = patience

    def take(self, instance: str, name: str, tags: Mapping[str, str]) -> str:
        """Make an image of a stopped instance and wait until it can be used; return its id."""
        with translated_errors():
            image = self._ec2.create_image(
                InstanceId=instance,
                Name=name,
                Description="Facefleet: worker, web tier and controller",
                TagSpecifications=[
                    {"ResourceType": "image", "Tags": _tags(name, tags)},
                    {"ResourceType": "snapshot", "Tags": _tags(name, tags)},
                ],
            )["ImageId"]
            try:
                self._patience.until(f"the image {image} is taken", lambda: self._is_available(image))
            except BaseException:
                cleared_away(
                    f"unfinished image {image}", lambda: self._withdraw(image, name), self._patience.tell
                )
                raise
        return image

    def all(self) -> list[MachineImage]:
        """Return every image that was baked in this account and region."""
        with translated_errors():
            found = self._ec2.describe_images(
                Owners=["self"], Filters=[{"Name": "tag-key", "Values": [BUILT_AT]}]
            )
        return [_machine_image(image) for image in found["Images"]]

    def in_use(self) -> set[str]:
        """Return the images of all instances that are not terminated."""
        states = ["pending", "running", "stopping", "stopped"]
        with translated_errors():
            pages = self._ec2.get_paginator("describe_instances").paginate(
                Filters=[{"Name": "instance-state-name", "Values": states}]
            )
            return {
                instance["ImageId"]
                for page in pages
                for reservation in page["Reservations"]
                for instance in reservation["Instances"]
            }

    def remove(self, image: MachineImage) -> None:
        """Remove an image, and the snapshots that it alone is made of."""
        with translated_errors():
            self._ec2.deregister_image(ImageId=image.id)
            self._delete(image.snapshots)

    def _withdraw(self, image: str, name: str) -> None:
        """Remove an incomplete image: it may not say yet which snapshots it has, but their tags do."""
        self._insist(f"removing {image}", partial(self._ec2.deregister_image, ImageId=image))
        snapshots = self._patience.until(
            f"finding the snapshots of {image}", lambda: self._snapshots(name) or None, within=_TO_REMOVE
        )
        self._delete(snapshots)

    def _delete(self, snapshots: Iterable[str]) -> None:
        for snapshot in snapshots:
            self._insist(f"removing {snapshot}", partial(self._ec2.delete_snapshot, SnapshotId=snapshot))

    def _insist(self, what: str, call: Callable[[], object]) -> None:
        self._patience.until(what, partial(unless_not_yet, call), within=_TO_REMOVE)

    def _snapshots(self, name: str) -> list[str]:
        named: list[FilterTypeDef] = [{"Name": "tag:Name", "Values": [name]}]
        found = self._ec2.describe_snapshots(OwnerIds=["self"], Filters=named)["Snapshots"]
        return [snapshot["SnapshotId"] for snapshot in found]

    def _is_available(self, image: str) -> bool | None:
        found = unless_not_yet(lambda: self._ec2.describe_images(ImageIds=[image])["Images"])
        state = found[0]["State"] if found else "pending"
        if state not in ("pending", "available"):
            raise BuildFailed(f"The image {image} is {state}.")
        return state == "available" or None


def _machine_image(image: "ImageTypeDef") -> MachineImage:
    volumes = [each.get("Ebs", {}) for each in image.get("BlockDeviceMappings", [])]
    return MachineImage(
        id=image["ImageId"],
        built_at=next((tag["Value"] for tag in image.get("Tags", []) if tag["Key"] == BUILT_AT), ""),
        snapshots=tuple(volume["SnapshotId"] for volume in volumes if volume.get("SnapshotId")),
    )


def _tags(name: str, tags: Mapping[str, str]) -> "list[TagTypeDef]":
    return [{"Key": key, "Value": value} for key, value in {"Name": name, **tags}.items()]
