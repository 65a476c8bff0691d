"""The machine that an image is taken of."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ami.bake.errors import BuildFailed, NoBaseImage
from ami.bake.names import named
from ami.bake.network import Network
from ami.bake.order import DEBIAN, DEBIAN_12, Order
from ami.bake.patience import Patience
from ami.bake.settling import cleared_away, unless_not_yet
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client
    from types_boto3_ec2.type_defs import FilterTypeDef, ImageTypeDef

_TO_END = 300.0  # seconds


class Builders:
    """Starts builders, and leaves none behind."""

    def __init__(self, ec2: "EC2Client", patience: Patience) -> None:
        self._ec2 = ec2
        self._patience = patience
        self._network = Network(ec2, patience)

    def base_image(self, order: Order) -> "ImageTypeDef":
        """Return the image to begin with. Raises NoBaseImage."""
        with translated_errors(**{"InvalidAMIID.NotFound": NoBaseImage}):
            if order.base_image:
                found = self._ec2.describe_images(ImageIds=[order.base_image])["Images"]
            else:
                available: list[FilterTypeDef] = [
                    {"Name": "name", "Values": [DEBIAN_12]},
                    {"Name": "state", "Values": ["available"]},
                ]
                found = self._ec2.describe_images(Owners=[DEBIAN], Filters=available)["Images"]
        if not found:
            raise NoBaseImage
        return max(found, key=lambda image: image["CreationDate"])

    @contextmanager
    def running(self, order: Order, base: "ImageTypeDef", name: str, user_data: str) -> Iterator[str]:
        """Run a builder of that name inside the block; yield its instance id."""
        with translated_errors(), self._network.closed_group(order, name) as group:
            instance = self._start(order, base, group, name, user_data)
            try:
                yield instance
            finally:
                cleared_away(f"builder {instance}", lambda: self._end(instance), self._patience.tell)

    def stop(self, instance: str) -> None:
        """Stop it, so that its volume is at rest when the image is taken."""
        with translated_errors():
            self._ec2.stop_instances(InstanceIds=[instance])
            self._patience.until("the builder stops", lambda: self._has_state(instance, "stopped"))

    def ensure_alive(self, instance: str) -> None:
        """Raise BuildFailed where the machine is gone, so that nobody waits for its report."""
        if (state := self._state(instance)) not in ("pending", "running"):
            raise BuildFailed(f"The builder {instance} is {state} and has not reported.")

    def _start(self, order: Order, base: "ImageTypeDef", group: str, name: str, user_data: str) -> str:
        volume = {
            "VolumeSize": order.volume_gib,
            "VolumeType": "gp3",
            "Encrypted": True,
            "DeleteOnTermination": True,
        }
        interface = {
            "DeviceIndex": 0,
            "Groups": [group],
            # asked for only together with a subnet; default subnets give one unasked
            **({"SubnetId": order.subnet, "AssociatePublicIpAddress": True} if order.subnet else {}),
        }
        run = partial(
            self._ec2.run_instances,
            ImageId=base["ImageId"],
            InstanceType=order.instance_type,  # type: ignore[arg-type]  # AWS knows whether there is such a type
            MinCount=1,
            MaxCount=1,
            UserData=user_data,
            InstanceInitiatedShutdownBehavior="terminate",
            MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
            BlockDeviceMappings=[{"DeviceName": base["RootDeviceName"], "Ebs": volume}],  # type: ignore[typeddict-item]
            NetworkInterfaces=[interface],  # type: ignore[list-item]
            TagSpecifications=[named("instance", name), named("volume", name)],
        )
        started = self._patience.until("the builder starts", partial(unless_not_yet, run))
        instance = started["Instances"][0]["InstanceId"]
        self._patience.tell(
            f"{instance} runs, a {order.instance_type} with {base.get('Name', base['ImageId'])}"
        )
        return instance

    def _end(self, instance: str) -> None:
        end = partial(self._ec2.terminate_instances, InstanceIds=[instance])
        self._patience.until(f"ending the builder {instance}", partial(unless_not_yet, end), within=_TO_END)
        self._patience.until(
            "the builder ends", lambda: self._has_state(instance, "terminated"), within=_TO_END
        )

    def _state(self, instance: str) -> str:
        found = unless_not_yet(lambda: self._ec2.describe_instances(InstanceIds=[instance])["Reservations"])
        return found[0]["Instances"][0]["State"]["Name"] if found else "pending"

    def _has_state(self, instance: str, state: str) -> bool | None:
        return self._state(instance) == state or None
