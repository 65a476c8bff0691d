"""Where a builder stands: a network, and a security group that lets nobody in."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ami.bake.errors import BuildFailed
from ami.bake.names import named
from ami.bake.order import Order
from ami.bake.patience import Patience
from ami.bake.settling import cleared_away, unless_not_yet

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client

_TO_REMOVE = 300.0  # seconds


class Network:
    """Makes a builder's security group, and removes it."""

    def __init__(self, ec2: "EC2Client", patience: Patience) -> None:
        self._ec2 = ec2
        self._patience = patience

    @contextmanager
    def closed_group(self, order: Order, name: str) -> Iterator[str]:
        """Yield the id of a new security group; remove it afterwards. Raises BuildFailed."""
        group = self._ec2.create_security_group(
            GroupName=name,
            Description="Image builder of Facefleet: no way in",  # an apostrophe would be refused
            VpcId=self._vpc(order),
            TagSpecifications=[named("security-group", name)],
        )["GroupId"]
        try:
            yield group
        finally:
            cleared_away(f"security group {group}", lambda: self._remove(group), self._patience.tell)

    def _remove(self, group: str) -> None:
        """Remove it, once EC2 has noticed that its machine is gone."""
        remove = partial(self._ec2.delete_security_group, GroupId=group)
        self._patience.until(f"removing {group}", partial(unless_not_yet, remove), within=_TO_REMOVE)

    def _vpc(self, order: Order) -> str:
        if order.subnet:
            return self._ec2.describe_subnets(SubnetIds=[order.subnet])["Subnets"][0]["VpcId"]
        vpcs = self._ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
        if not vpcs:
            raise BuildFailed("This region has no default network: name a subnet (--subnet).")
        return vpcs[0]["VpcId"]
