"""Finds the network of an account that has nothing special: its default VPC."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from deploy.failures import NoNetwork, NoZones
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client


def default_network(client: "EC2Client", machines: Collection[str]) -> dict[str, str]:
    """Return VpcId and SubnetIds of the default VPC, a subnet for each zone that has all these machines.

    Where a zone lacks an instance type, launches fail. Raises NoNetwork, NoZones.
    """
    vpc, subnets = _default_subnets(client)
    if len(subnets) < 2:  # which a load balancer needs
        raise NoNetwork
    having = _zones_with(client, machines)
    chosen = [subnets[zone] for zone in sorted(subnets) if zone in having]
    if len(chosen) < 2:
        raise NoZones(sorted(machines))
    return {"VpcId": vpc, "SubnetIds": ",".join(chosen)}


def _default_subnets(client: "EC2Client") -> tuple[str, Mapping[str, str]]:
    """Return the default VPC and its subnets by their zones."""
    with translated_errors():
        vpcs = client.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
        if not vpcs:
            raise NoNetwork
        found = client.describe_subnets(
            Filters=[
                {"Name": "vpc-id", "Values": [vpcs[0]["VpcId"]]},
                {"Name": "default-for-az", "Values": ["true"]},
            ]
        )["Subnets"]
    return vpcs[0]["VpcId"], {each["AvailabilityZone"]: each["SubnetId"] for each in found}


def _zones_with(client: "EC2Client", machines: Collection[str]) -> set[str]:
    pages = client.get_paginator("describe_instance_type_offerings").paginate(
        LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": sorted(machines)}]
    )
    with translated_errors():
        offered = {
            (each["Location"], each["InstanceType"])
            for page in pages
            for each in page["InstanceTypeOfferings"]
        }
    zones = {zone for zone, _ in offered}
    return {zone for zone in zones if all((zone, machine) in offered for machine in machines)}
