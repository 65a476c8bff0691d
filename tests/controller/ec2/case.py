"""A fleet of machines that do nothing, and what a test may do to it from outside."""

from controller.ec2.fleet import Ec2Fleet
from controller.fleet import Fleet
from tests.controller.ec2.cloud import Cloud


class Ec2Case:
    """Machines of a group on moto. Their workers are pretended, as is the controller that retires them."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def make(self) -> Ec2Fleet:
        """Return a fleet on the group."""
        return self.cloud.fleet()

    def start(self, fleet: Fleet, count: int) -> list[str]:
        """Start machines, which moto launches at once; return the ids of all."""
        fleet.start(count)
        return [member.worker_id for member in fleet.roster().members]

    def hold_work(self) -> None:
        """Nothing to do: a machine stays until it is retired."""

    def finish_work(self) -> None:
        """Retire whoever drains, as the controller does when they have finished."""
        fleet = self.make()
        for member in fleet.roster().members:
            if member.draining_since is not None:
                fleet.retire(member.worker_id)

    def kill(self, worker_id: str) -> None:
        """Take a machine away; its group puts another in its place."""
        self.cloud.ec2.terminate_instances(InstanceIds=[worker_id])
